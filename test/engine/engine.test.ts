import { engineSuite } from "../contracts/engine.ts";
import { ordersSuite } from "../contracts/engine-orders.ts";
import { temporaryFile } from "../fakes/bed.ts";

engineSuite("SQLite", async () => temporaryFile());
ordersSuite("SQLite", async () => temporaryFile());
