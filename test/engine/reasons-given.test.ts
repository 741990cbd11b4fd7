import { reasonsSuite } from "../contracts/engine-reasons.ts";
import { temporaryFile } from "../fakes/bed.ts";

reasonsSuite("SQLite", async () => temporaryFile());
