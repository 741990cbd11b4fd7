import { hostileAnswersSuite } from "../contracts/hostile-answers.ts";
import { hostileRowsSuite } from "../contracts/hostile-rows.ts";
import { temporaryFile } from "../fakes/bed.ts";

hostileAnswersSuite("SQLite", async () => temporaryFile());
hostileRowsSuite("SQLite", async () => temporaryFile());
