import type { Table } from "../../bots/card.ts";
import type { FieldView, LinkView, Value } from "../../engine/index.ts";
import { foreign, listed, type Names, number } from "./words.ts";

const FIELDS = 20;
const VALUE = 60;

/** C8 first, then C7: what is not synced, Sent against In CRM; then what is, with the values. */
export function fieldTables(links: readonly LinkView[], names: Names): readonly Table[] {
  const wrong = links.flatMap((link) =>
    link.fields
      .filter((each) => each.state !== "same" && !isNothing(each))
      .map((each) => [foreign(each.field, VALUE), sentText(each), inCrmText(each), names(link.connection)]),
  );
  const right = syncedFields(links);
  return [
    ...tableOf("Not synced", ["Field", "Sent", "In CRM", "Where"], wrong),
    ...tableOf(
      "Synced",
      ["Field", "Value", "Where"],
      [...right].map(([field, { value, where }]) => [foreign(field, VALUE), shown(value), listed(where.map(names))]),
    ),
  ];
}

function tableOf(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): readonly Table[] {
  if (rows.length === 0) return [];
  const more = rows.length - FIELDS;
  return [{ caption: more > 0 ? `${caption} (+${number(more)} more)` : caption, columns, rows: rows.slice(0, FIELDS) }];
}

/** A field that is empty on both sides, or not mapped and empty, tells nobody anything. */
function isNothing({ ours, inCrm }: FieldView): boolean {
  return isEmpty(ours) && isEmpty(inCrm);
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "";
}

/** What was sent; what was not sent yet is told as it stands here. */
function sentText({ state, sent, ours }: FieldView): string {
  if (state === "not_mapped") return "not mapped";
  return sent === undefined ? `not sent: ${shown(ours)}` : shown(sent);
}

function inCrmText({ state, inCrm }: FieldView): string {
  if (state === "not_mapped") return "not mapped";
  return inCrm === undefined ? "not known" : shown(inCrm);
}

function syncedFields(links: readonly LinkView[]) {
  const right = new Map<string, { readonly value: Value | undefined; readonly where: string[] }>();
  for (const { connection, fields } of links) {
    for (const each of fields) {
      if (each.state !== "same" || isNothing(each)) continue;
      const known = right.get(each.field);
      if (!known) right.set(each.field, { value: each.sent ?? each.ours, where: [connection] });
      else if (!known.where.includes(connection)) known.where.push(connection);
    }
  }
  return right;
}

function shown(value: Value | undefined): string {
  return isEmpty(value) ? "(empty)" : foreign(String(value), VALUE);
}
