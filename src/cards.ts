import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadingView } from "../bots/slack/form.ts";
import { renderMessage } from "../bots/slack/render.ts";
import { renderMessage as renderTeamsMessage } from "../bots/teams/render.ts";
import { cardToText } from "../bots/text.ts";
import { dialogTooLate } from "../bots/words.ts";
import { commandExamples } from "./commands/examples-answers.ts";
import { verbs } from "./commands/index.ts";
import { noticeExamples } from "./notices/examples.ts";

/**
 * `npm run cards -- DIR`: every card that the bots can send, as DIR/slack/KIND.STATE.SIZE.json (a message or a view),
 * DIR/teams/….json (an Adaptive Card) and DIR/text/….txt.
 */
const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error("Say where to write them: npm run cards -- DIR");
  process.exit(2);
}
for (const folder of ["slack", "teams", "text"]) mkdirSync(join(dir, folder), { recursive: true });

const write = (folder: string, name: string, content: string) => writeFileSync(join(dir, folder, name), `${content}\n`);
const names = new Set<string>();
const ownOfBots = [{ card: dialogTooLate(), size: "small" }];
for (const { card, size } of [...commandExamples(Object.values(verbs)), ...noticeExamples(), ...ownOfBots]) {
  const name = `${card.kind}.${card.state}.${size}`;
  if (names.has(name)) throw new Error(`two examples are called ${name}`);
  names.add(name);
  write("slack", `${name}.json`, JSON.stringify(renderMessage(card).payload, null, 2));
  write("teams", `${name}.json`, JSON.stringify(renderTeamsMessage(card).payload, null, 2));
  write("text", `${name}.txt`, cardToText(card));
}
write("slack", "loading.open.small.json", JSON.stringify(loadingView(""), null, 2));
console.log(`${names.size + 1} cards are in ${dir}.`);
