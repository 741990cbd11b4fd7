import type { Card, Line } from "../../bots/card.ts";
import { type HistoryEntry, isReasonCode, type RecordView, reason } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { titleOf } from "./record-title.ts";
import { capital, counted, foreign, type Names } from "./words.ts";

export interface HistoryInput {
  readonly view: RecordView;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly more: boolean;
  readonly names: Names;
  readonly now: number;
}

/** C10: the log of one record, newest first. */
export function historyCard({ view, entries, more, names, now }: HistoryInput, buttons: Buttons): Card {
  const { object, record, outcomes } = view;
  const id = record?.id ?? outcomes[0]?.subject ?? "";
  return {
    kind: "history",
    state: entries.length === 0 ? "empty" : "some",
    tone: "info",
    headline: `${capital(object)} ${titleOf(view)}: ${more ? "the newest " : ""}${counted(entries.length, "entry", "entries")}`,
    lines:
      entries.length === 0
        ? ["No run that is still kept did anything to it. It may have been synced before the log began."]
        : entries.map((entry) => entryLine(entry, names)),
    actions: [buttons.button({ label: "Back to the record", verb: "record", args: { object, id } })],
    footer: ["As of ", { at: now }, ". Only you see this."],
  };
}

const DID = {
  created: "created",
  updated: "updated",
  deleted: "deleted",
  skipped: "skipped",
  failed: "failed",
  synced: "looked at, the same already",
  waiting: "put off",
} as const satisfies Record<HistoryEntry["outcome"], string>;

function entryLine(
  { at, outcome, reason: code, detail, connection, direction, kind, subject }: HistoryEntry,
  names: Names,
): Line {
  const way = direction === "outbound" ? "in" : "from";
  const where = connection === "*" ? "all connections" : names(connection);
  const why = code === null ? "" : `: ${isReasonCode(code) ? reason(code).title : foreign(code, 60)}`;
  return [
    { at },
    ` ${DID[outcome]} ${way} ${where}${kind === "resync" ? ", resync" : kind === "backfill" ? ", first sync" : ""}${why}${detail ? ` (${foreign(detail, 120)})` : ""}, `,
    { code: foreign(subject, 40) },
    ".",
  ];
}
