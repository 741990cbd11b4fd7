import { haltsSuite } from "../contracts/engine-halts.ts";
import { temporaryFile } from "../fakes/bed.ts";

haltsSuite("SQLite", async () => temporaryFile());
