import { historiesSuite } from "../contracts/histories.ts";
import { temporaryFile } from "../fakes/bed.ts";

historiesSuite("SQLite", async () => temporaryFile(), 25);
