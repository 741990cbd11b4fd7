import { engineSuite } from "../contracts/engine.ts";
import { temporaryFile } from "../fakes/bed.ts";

engineSuite("SQLite", async () => temporaryFile());
