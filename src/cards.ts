import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cardFiles } from "./card-files.ts";

/**
 * `npm run cards -- DIR`: everything that the bots can send, as DIR/slack/KIND.STATE.SIZE.json (a message, a view or a
 * Home view), DIR/teams/….json (an Adaptive Card) and DIR/text/….txt; in other locales as KIND.STATE.SIZE.LOCALE.….
 */
const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error("Say where to write them: npm run cards -- DIR");
  process.exit(2);
}
for (const folder of ["slack", "teams", "text"]) mkdirSync(join(dir, folder), { recursive: true });
let count = 0;
for (const { folder, name, content } of cardFiles()) {
  writeFileSync(join(dir, folder, name), `${content}\n`);
  count += 1;
}
console.log(`${count} files are in ${dir}.`);
