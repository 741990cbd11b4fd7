import type { Fact, Section, Span } from "../../bots/card.ts";
import { type ConflictRow, type FieldWriter, reason } from "../../engine/index.ts";
import { sideActions } from "../repairs/draw.ts";
import type { Buttons } from "./buttons.ts";
import { duration, foreign, listed, type Names, readAsker } from "./words.ts";

const LINES = 5;
const CONFLICTS = 8;
/** Those of them that have buttons: the others can be said. */
const PRESSED = 3;
const FIELDS = 6;

/** Who wrote each field last: fields that came together are told together, the newest first. */
export function writersFact(writers: readonly FieldWriter[], names: Names, now: number): readonly Fact[] {
  const together = Map.groupBy(writers, (one) => [one.side, one.connection, one.at, one.runId, one.by].join("\n"));
  const groups = [...together.values()].sort((a, b) => (b[0]?.at ?? 0) - (a[0]?.at ?? 0));
  const told = groups.slice(0, LINES).flatMap((group) => {
    const [first] = group;
    return first ? [`${fieldNames(group)}: ${origin(first, names, now)}`] : [];
  });
  if (told.length === 0) return [];
  const more = groups.length > LINES ? "; others before" : "";
  return [{ label: "Last written", value: `${told.join("; ")}${more}` }];
}

function fieldNames(group: readonly FieldWriter[]): string {
  const shown = group.slice(0, FIELDS).map((one) => foreign(one.field, 60));
  const more = group.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : listed(shown);
}

function origin({ side, connection, at, by }: FieldWriter, names: Names, now: number): string {
  const where = side === "there" && connection !== null ? `from ${names(connection)}` : "here";
  const chosen = by === null ? "" : `, chosen by ${foreign(readAsker(by).name, 60)}`;
  return `${where}${chosen}${at === null ? "" : `, ${duration(Math.max(0, now - at))} ago`}`;
}

/** What waits for a person to decide, and how that is said. The values stand in the table of what is not synced. */
export function conflictSections(
  conflicts: readonly ConflictRow[],
  names: Names,
  now: number,
  buttons: Buttons,
): readonly Section[] {
  return conflicts.slice(0, CONFLICTS).map(({ connection, object, recordId, field, newer, since }, at) => {
    const scope = { connection, object, direction: "outbound", subject: recordId } as const;
    const say: Span = { code: `resolve ${connection} ${foreign(recordId, 60)} ${foreign(field, 60)} ours` };
    return {
      heading: `${reason("REC_CHANGED").title}: ${foreign(field, 60)}`,
      tone: "warning",
      lines: [
        `Here and in ${names(connection)}, ${duration(Math.max(0, now - since))} ago; ${
          newer === "here" ? "ours" : "theirs"
        } was the later change. Neither was overwritten, and everything else goes on.`,
        ["Make both the same, or say ", say, " (or theirs)."],
      ],
      ...(at < PRESSED
        ? { actions: sideActions({ field, newer }, { scope, mark: null, place: "beside" }, names(connection), buttons) }
        : {}),
    };
  });
}
