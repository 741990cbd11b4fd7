import { repairsSuite } from "../contracts/engine-repairs.ts";
import { moreRepairsSuite } from "../contracts/engine-repairs-more.ts";
import { temporaryFile } from "../fakes/bed.ts";

repairsSuite("SQLite", async () => temporaryFile());
moreRepairsSuite("SQLite", async () => temporaryFile());
