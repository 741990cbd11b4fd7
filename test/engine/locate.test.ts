import { locateSuite } from "../contracts/locate.ts";

locateSuite("SQLite", () => undefined);
