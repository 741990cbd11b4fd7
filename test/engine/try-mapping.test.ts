import { trySuite } from "../contracts/engine-try.ts";

trySuite("SQLite", () => undefined);
