import type { CrmName } from "../fakes/bed.ts";
import { type Chat, chatNames } from "./chats.ts";

export const crmNames = ["salesforce", "hubspot", "pipedrive"] as const satisfies readonly CrmName[];

/** What became of one failure at one CRM, in one chat. */
export interface Row {
  readonly id: string;
  readonly crm: CrmName;
  readonly chat: Chat;
  /** The source that says that the CRM has no such answer. */
  readonly cannot?: string;
  /** After the card appeared. */
  readonly interactions?: number;
  /** Records written at the CRM since. */
  readonly writes?: number;
  readonly edited?: boolean;
  readonly audit?: boolean;
  /** Of two at once one was told that the other was first. */
  readonly once?: boolean;
  readonly stale?: boolean;
  readonly note?: string;
}

/** The table: a line for each failure, a column for each CRM and chat, and the sources below. */
export function printed(title: string, ids: readonly string[], rows: readonly Row[]): string {
  const columns = crmNames.flatMap((crm) => chatNames.map((chat) => ({ crm, chat })));
  const lines = ids.map((id) => [
    id,
    ...columns.map(({ crm, chat }) => cell(rows.find((row) => row.id === id && row.crm === crm && row.chat === chat))),
  ]);
  const all = [["", ...columns.map(({ crm, chat }) => `${crm}/${chat}`)], ...lines];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((line) => line[at]?.length ?? 0))) ?? [];
  const cannot = rows.filter((row) => row.cannot !== undefined && row.chat === chatNames[0]);
  return [
    `${title} (i = interactions, w = writes)`,
    ...all.map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
    ...cannot.map((row) => `${row.id} ${row.crm} cannot: ${row.cannot}`),
  ].join("\n");
}

function cell(row: Row | undefined): string {
  if (!row) return "-";
  if (row.cannot !== undefined) return "cannot";
  const marks = (["edited", "audit", "once", "stale"] as const).flatMap((name) =>
    row[name] === undefined ? [] : [row[name] ? name : `NOT ${name}`],
  );
  const note = row.note === undefined ? [] : [row.note];
  return [`${row.interactions}i ${row.writes}w`, ...marks, ...note].join(" ");
}
