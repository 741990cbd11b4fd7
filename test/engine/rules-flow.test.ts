import { rulesSuite } from "../contracts/engine-rules.ts";

rulesSuite("SQLite", () => undefined);
