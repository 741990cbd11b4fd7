import { whySuite } from "../contracts/engine-why.ts";

whySuite("SQLite", () => undefined);
