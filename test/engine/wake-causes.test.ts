import { causesSuite } from "../contracts/engine-causes.ts";
import { temporaryFile } from "../fakes/bed.ts";

causesSuite("SQLite", async () => temporaryFile());
