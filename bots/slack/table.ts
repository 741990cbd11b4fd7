import type { types } from "@slack/bolt";
import type { Table } from "../card.ts";
import { writeNumber } from "../numbers.ts";
import { clean, fitText, type Lose, tableToText } from "../text.ts";
import { BUDGET, LIMITS } from "./limits.ts";
import { escapeMrkdwn, lineToMrkdwn, mrkdwn } from "./safe.ts";

const FENCE = "```";

/**
 * A table as fixed-width text in one section: unlike Slack's table block it works in every workspace and every client.
 * As many rows as have room, at most twenty; the caption counts the others.
 */
export function tableBlock(table: Table, lose: Lose): types.SectionBlock {
  const caption = lineToMrkdwn([{ bold: table.caption }], LIMITS.header, lose);
  const room = LIMITS.sectionText - caption.length - 80;
  const [heading = "", rule = "", ...rows] = tableToText(
    { ...table, rows: table.rows.slice(0, BUDGET.tableRows) },
    BUDGET.tableCell,
  ).map((line) => escapeMrkdwn(line.replaceAll("`", "ˋ")));
  const lines = [fitText(heading, room / 4, String, lose), rule.slice(0, room / 4)];
  let used = lines.join("\n").length;
  for (const row of rows) {
    if (used + row.length + 1 > room) break;
    lines.push(row);
    used += row.length + 1;
  }
  const shown = lines.length - 2;
  const more = shown < table.rows.length ? `\n${shown} of ${writeNumber(table.rows.length)} rows are shown.` : "";
  if (more !== "") lose(`"${clean(table.caption)}" shows ${shown} of ${writeNumber(table.rows.length)} rows.`);
  return { type: "section", text: mrkdwn(`${caption}\n${FENCE}\n${lines.join("\n")}\n${FENCE}${more}`) };
}
