import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeSuite } from "../../contracts/store.ts";

storeSuite("a SQLite file", async () => join(mkdtempSync(join(tmpdir(), "crmsync-")), "w.sqlite"));
storeSuite("SQLite in memory", async () => ":memory:");
