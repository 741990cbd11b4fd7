import { conflictsSuite } from "../contracts/engine-conflicts.ts";
import { temporaryFile } from "../fakes/bed.ts";

conflictsSuite("SQLite", async () => temporaryFile());
