import { repairsSuite } from "../contracts/engine-repairs.ts";
import { temporaryFile } from "../fakes/bed.ts";

repairsSuite("SQLite", async () => temporaryFile());
