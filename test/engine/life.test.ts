import { lifeSuite } from "../contracts/engine-life.ts";
import { mergeSuite } from "../contracts/engine-merges.ts";
import { temporaryFile } from "../fakes/bed.ts";

lifeSuite("SQLite", async () => temporaryFile(), ["hubspot", "pipedrive"]);
mergeSuite("SQLite", async () => temporaryFile(), ["hubspot", "pipedrive"]);
