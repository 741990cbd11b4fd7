import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sideBySideSuite, storeSuite } from "../../contracts/store.ts";

const file = async () => join(mkdtempSync(join(tmpdir(), "crmsync-")), "w.sqlite");

storeSuite("a SQLite file", file);
sideBySideSuite("a SQLite file", file);
storeSuite("SQLite in memory", async () => ":memory:");
