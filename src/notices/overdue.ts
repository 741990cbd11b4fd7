import type { Card, Fact, Line } from "../../bots/card.ts";
import { type ConnectionView, type IncidentRow, type ObjectView, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, duration, number, plural, share, waiting } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

/** Nothing is known to be wrong, and yet nothing comes: an overdue poll, or a first sync that does not move. */
export function overdue(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  view: ConnectionView | null,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const stuck = code === "RUN_STUCK";
  const { says, todo } = reason(code);
  const since = timeIn(facts, "since");
  const standing = stuck ? standingOf(facts, view) : null;
  const what = standing?.object ? plural(standing.object) : null;
  return {
    tone: "warning",
    headline: stuck ? `${name}: the first sync${what ? ` of ${what}` : ""} does not move` : `${name}: sync is overdue`,
    lines: [
      says,
      guess(stuck, since, view),
      todo,
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
    ],
    facts: [
      { label: "Cause", value: [{ code }] },
      ...(since === null ? [] : [{ label: stuck ? "Last movement" : "Last success", value: [{ at: since }] }]),
      ...(standing ? howFar(standing) : []),
      { label: "Looks for changes", value: `every ${duration(numberIn(facts, "pollMs"))}` },
    ],
    actions: [
      buttons.button({ label: "Show status", verb: "status", args: { connection } }),
      buttons.button({ label: "Diagnose", verb: "diagnose", args: { connection } }),
      buttons.button({
        label: "Resync",
        verb: "resync",
        args: { connection, ...(standing?.object ? { object: standing.object } : {}) },
      }),
    ],
  };
}

interface StandingStill {
  readonly object: string | null;
  readonly done: number;
  readonly total: number | null;
  /** Records a minute while it moved; null = not known. */
  readonly perMinute: number | null;
}

/** What stands still: as the incident tells it, or else the first sync that moved last. */
function standingOf(facts: IncidentRow["facts"], view: ConnectionView | null): StandingStill | null {
  const begun = (view?.objects ?? [])
    .filter((each) => each.startedAt !== null && each.finishedAt === null)
    .sort((a, b) => (b.movedAt ?? 0) - (a.movedAt ?? 0));
  const named = textIn(facts, "object");
  const seen = named === null ? begun[0] : view?.objects.find((each) => each.object === named);
  const done = timeIn(facts, "done") ?? seen?.done ?? null;
  if (done === null) return null;
  const total = timeIn(facts, "total") ?? seen?.total ?? null;
  return { object: named ?? seen?.object ?? null, done, total, perMinute: seen ? rateOf(seen) : null };
}

function rateOf({ done, startedAt, movedAt }: ObjectView): number | null {
  if (startedAt === null || movedAt === null || movedAt <= startedAt || done === 0) return null;
  return (done / (movedAt - startedAt)) * 60_000;
}

function howFar({ done, total, perMinute }: StandingStill): readonly Fact[] {
  const most = total === null ? null : Math.max(total, done);
  return [
    {
      label: "How far",
      value: most === null ? `${number(done)} so far` : `${number(done)} of ${number(most)} (${share(done, most)})`,
    },
    ...(perMinute === null || perMinute < 1
      ? []
      : [{ label: "Rate while it moved", value: `${counted(perMinute, "record")} a minute` }]),
  ];
}

/** What else is known narrows the cause down. */
function guess(stuck: boolean, since: number | null, view: ConnectionView | null): Line {
  const daily = view?.usage?.daily ?? null;
  if (daily !== null && daily.used >= daily.limit) return "Likely cause: the CRM's daily limit is used up.";
  if (!stuck)
    return "Likely cause: another copy of crmsync holds this connection, or one call takes very long. Diagnose tells.";
  const answered = view?.lastSuccessAt ?? null;
  if (answered !== null && since !== null && answered > since)
    return "Likely cause: the CRM answers, but one page of records cannot be read or stored. Diagnose tells.";
  return "Likely cause: calls to the CRM do not come to an end. Diagnose tells.";
}

export function overdueResolved(
  { reason: code }: IncidentRow,
  name: string,
): { headline: string; lines: readonly Line[] } {
  if (code === "RUN_STUCK")
    return { headline: `${name}: the first sync moves again`, lines: ["It goes on from where it stopped."] };
  return {
    headline: `${name}: in time again`,
    lines: ["The CRM was read again, and work goes on from where it stopped."],
  };
}
