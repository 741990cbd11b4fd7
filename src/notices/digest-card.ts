import type { Card, Line, Tone } from "../../bots/card.ts";
import { writeDay } from "../../bots/numbers.ts";
import type { Cause, ConnectionView, OutcomeGroup } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { outcomeCounts, total } from "../commands/groups.ts";
import { counted, listed, type Names, number } from "../commands/words.ts";
import { fixButtons } from "../repairs/fix-buttons.ts";
import { type DigestInput, signed } from "./digest-rows.ts";
import { connectionSection } from "./digest-section.ts";

/** So many causes have a button of their own: Show failures has them all. */
const FIXED = 2;

/** What was not synced, by connection, object and reason, and what moved since the digest before. */
export function digestCard(input: DigestInput, buttons: Buttons): Card {
  const { groups, before, views, date, now } = input;
  const failed = total(groups, "failed");
  // A digest that waited tells of its own hour: what came since is not in it.
  const causes = failed > 0 ? (input.causes ?? []) : [];
  const known = new Set(views.map((view) => view.name));
  // Records of a connection that is no longer configured still stand in the database, and are counted.
  const strays = [...new Set(groups.map((group) => group.connection))].filter((name) => !known.has(name));
  const sections = [...views.map((view) => view.name), ...strays].map((name) =>
    connectionSection(name, input, buttons),
  );
  const open = views.filter((view) => !calm(view));
  const green = groups.length === 0 && open.length === 0;
  return {
    kind: "digest",
    state: green ? "green" : failed > 0 || open.length > 0 ? "open" : "skipped",
    tone: toneOf(green, failed, views),
    headline: `Digest of ${writeDay(date)}: ${green ? "all green" : headline(groups, open, input.names)}`,
    lines: [...summary(groups, before), ...causesLine(causes)],
    sections,
    ...(groups.length > 0
      ? {
          actions: [
            ...fixButtons(causes, FIXED, buttons),
            buttons.button({ label: "Show failures", verb: "failures", args: {} }),
          ],
        }
      : {}),
    footer: ["As it stood at ", { at: now }, ", digest of ", { code: date }],
  };
}

/** Each is mended by one answer. */
function causesLine(causes: readonly Cause[]): readonly Line[] {
  if (causes.length === 0) return [];
  const many = counted(causes.length, "cause");
  return [`${many} ${causes.length === 1 ? "waits" : "wait"} for you: one answer mends all records of a cause.`];
}

function calm({ health }: ConnectionView): boolean {
  return health.state === "healthy" || health.state === "backfilling" || health.state === "throttled";
}

function toneOf(green: boolean, failed: number, views: readonly ConnectionView[]): Tone {
  if (green) return "good";
  if (views.some((view) => view.health.state === "action_needed")) return "critical";
  return failed > 0 || views.some((view) => !calm(view)) ? "warning" : "info";
}

function headline(groups: readonly OutcomeGroup[], open: readonly ConnectionView[], names: Names): string {
  const counts = outcomeCounts(groups);
  const stands =
    open.length === 0
      ? ""
      : `${listed(open.map((view) => names(view.name)))} ${open.length === 1 ? "needs" : "need"} a look`;
  return [counts, stands].filter((part) => part !== "").join("; ");
}

function summary(groups: readonly OutcomeGroup[], before: readonly OutcomeGroup[] | null): readonly Line[] {
  if (groups.length === 0) {
    const gone = before === null ? 0 : total(before);
    return [
      `No record is failed, skipped or waiting.${gone > 0 ? ` In the digest before it ${gone === 1 ? "was" : "were"} ${number(gone)}.` : ""}`,
    ];
  }
  const parts = (["failed", "skipped", "waiting"] as const).flatMap((outcome) => {
    const records = total(groups, outcome);
    const change = before === null ? null : signed(records - total(before, outcome));
    return records === 0 && change === null ? [] : [`${number(records)} ${outcome}${change ? ` (${change})` : ""}`];
  });
  const failed = total(groups, "failed");
  return [
    `${listed(parts)}${before === null ? "" : sinceBefore(parts)}.`,
    failed === 0
      ? "What is skipped was left out as intended, and what waits is tried again by itself: there is nothing to do."
      : `${counted(failed, "record")} ${failed === 1 ? "needs" : "need"} somebody: remove the cause, then press Resync.`,
  ];
}

function sinceBefore(parts: readonly string[]): string {
  return parts.some((part) => part.includes("("))
    ? "; in brackets what changed since the digest before"
    : ", as many as in the digest before";
}
