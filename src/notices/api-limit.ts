import type { Card, Fact, Line } from "../../bots/card.ts";
import type { IncidentRow } from "../../engine/index.ts";
import { confidenceWords } from "../commands/budget-words.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, number, share, waiting } from "../commands/words.ts";
import { budgetState, confidenceIn, curveLine, limitActions, limitFacts, stillSet } from "./api-limit-budget.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

type Facts = IncidentRow["facts"];
type Level = "near" | "critical" | "held";

/** How far the daily quota is used; an incident that does not tell is judged by its severity. */
export function levelOf({ facts, severity }: Pick<IncidentRow, "facts" | "severity">): Level {
  const level = textIn(facts, "level");
  if (level === "near" || level === "critical" || level === "held") return level;
  return severity === "critical" ? "critical" : "near";
}

/** As the card's state: the level, and what people set because of it. */
export function limitState(incident: Pick<IncidentRow, "facts" | "severity">): string {
  return `${levelOf(incident)}${budgetState(incident.facts)}`;
}

/** The CRM's daily quota comes to its end, or what we may use of it is used up. */
export function apiLimit(
  incident: IncidentRow,
  name: string,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const { connection, facts, reason: code } = incident;
  const level = levelOf(incident);
  const falls = level === "near" && timeIn(facts, "belowSince") !== null;
  return {
    tone: falls ? "info" : level === "near" ? "warning" : "critical",
    headline: headline(level, name, facts),
    lines: [
      ...(falls
        ? ["Use has fallen again. This is over when it stays so for ten minutes; there is nothing to do."]
        : [...outlook(level, facts), ...goes(level, facts)]),
      ...curveLine(facts),
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
    ],
    facts: [{ label: "Cause", value: [{ code }] }, ...figures(facts), ...limitFacts(incident)],
    actions: [
      ...limitActions(incident, buttons),
      buttons.button({ label: "Show limits", verb: "limits", args: { connection } }),
      buttons.button({ label: "Pause", verb: "pause", args: { connection } }),
    ],
  };
}

function headline(level: Level, name: string, facts: Facts): string {
  const used = timeIn(facts, "used");
  const allowed = timeIn(facts, "allowed");
  const part = used !== null && allowed ? share(used, allowed) : null;
  if (level === "held") return `${name}: the API calls that we may make are used up`;
  if (part === null) return `${name}: the API limit is ${level === "near" ? "near" : "almost reached"}`;
  return `${name}: ${part} of the API calls that we may make are used`;
}

/** When it ends, in words: at this pace, or at the reset. */
function outlook(level: Level, facts: Facts): readonly Line[] {
  if (level === "held") return [];
  const exhaustedAt = timeIn(facts, "exhaustedAt");
  const perHour = timeIn(facts, "perHour");
  const pace = perHour === null ? "" : ` (about ${counted(rough(perHour), "call")} an hour)`;
  if (exhaustedAt !== null)
    return [
      [
        "They are used up at about ",
        { at: fiveMinutes(exhaustedAt) },
        ` at this pace${pace}${confidenceWords(confidenceIn(facts))}.`,
      ],
    ];
  if (perHour === null) return ["It is too early to tell when they are used up."];
  return [
    facts.rolling === true || timeIn(facts, "resetAt") === null
      ? `At this pace${pace} they last.`
      : `At this pace${pace} they last until the reset.`,
  ];
}

function goes(level: Level, facts: Facts): readonly Line[] {
  if (level !== "held") {
    return [
      level === "critical"
        ? "First syncs stand still now, so that changes still go. When the calls are used up, everything but what people ask for waits; nothing is lost then."
        : "When they are used up, everything but what people ask for waits; nothing is lost then.",
      "To save calls, slow the backfill, pause outbound or the whole connection, or let other programs call this CRM less.",
    ];
  }
  if (refusesAll(facts)) {
    return [
      "The CRM takes no more calls from anybody: everything waits, also what people ask for, and nothing is lost.",
      goesOn("Everything", facts),
      "If it cannot wait, let other programs call this CRM less, or ask its administrator for a higher limit.",
    ];
  }
  return [
    "Only what people ask for still goes to this CRM: a resync, a record, a sign-in. Everything else waits, and nothing is lost.",
    goesOn("Everything else", facts),
    "If it cannot wait, raise our share of its limits, or let other programs call this CRM less.",
  ];
}

/** Where the CRM's own limit is used up, or it refused without telling figures, our share makes no difference any more. */
export function refusesAll(facts: Facts): boolean {
  const used = timeIn(facts, "used");
  const limit = timeIn(facts, "limit");
  return used === null || limit === null || used >= limit;
}

function goesOn(what: string, facts: Facts): Line {
  const at = timeIn(facts, "heldUntil") ?? timeIn(facts, "resetAt");
  if (at !== null) return [`${what} goes on by itself at `, { at }, "."];
  return facts.rolling === true && timeIn(facts, "used") !== null
    ? `${what} goes on by itself when the use of the last 24 hours has fallen below our share.`
    : `${what} goes on by itself as soon as the CRM takes calls again.`;
}

function figures(facts: Facts): readonly Fact[] {
  const used = timeIn(facts, "used");
  const limit = timeIn(facts, "limit");
  const allowed = timeIn(facts, "allowed");
  const part = timeIn(facts, "share");
  const resetAt = timeIn(facts, "resetAt");
  const ours = allowed === null ? "" : ` of the ${number(allowed)} that we may make`;
  const all = limit === null ? "" : `; the CRM allows ${number(limit)}`;
  return [
    ...(used === null ? [] : [{ label: "Calls, ours and others'", value: `about ${number(used)}${ours}${all}` }]),
    ...(part === null ? [] : [{ label: "Our share", value: share(part, 1) }]),
    ...(resetAt !== null
      ? [{ label: "Starts anew", value: [{ at: resetAt }] }]
      : facts.rolling === true && used !== null
        ? [{ label: "Starts anew", value: "never at once: calls of 24 hours ago fall out by and by" }]
        : []),
  ];
}

/** Two figures that count, so that it does not change with every look. */
function rough(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.round(count / unit) * unit;
}

function fiveMinutes(at: number): number {
  return Math.round(at / 300_000) * 300_000;
}

export function apiLimitResolved(incident: IncidentRow, name: string): { headline: string; lines: readonly Line[] } {
  const { facts } = incident;
  const pending = numberIn(facts, "pending");
  const sent =
    pending === 0 ? "" : ` ${counted(pending, "change")} that waited ${pending === 1 ? "is" : "are"} sent now.`;
  return {
    headline: `${name}: there are enough API calls again`,
    lines: [`Everything goes on as usual.${sent}`, ...stillSet(incident)],
  };
}
