import { grantsSuite } from "../contracts/engine-grants.ts";
import { temporaryFile } from "../fakes/bed.ts";

grantsSuite("SQLite", async () => temporaryFile());
