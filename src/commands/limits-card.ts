import type { Card, Fact, Line, Section, Tone } from "../../bots/card.ts";
import type { ConnectionView, DailyView, LimitLevel, LimitView } from "../../engine/index.ts";
import { bars } from "./bars.ts";
import { budgetActions, budgetSettings, confidenceWords } from "./budget-words.ts";
import type { Buttons } from "./buttons.ts";
import { counted, duration, type Names, number, share } from "./words.ts";

export interface LimitsInput {
  readonly limits: readonly LimitView[];
  readonly views: readonly Pick<ConnectionView, "name" | "pending" | "oldestPendingAt" | "health">[];
  readonly names: Names;
  readonly now: number;
  /** The one connection that was asked for; absent = all. */
  readonly only?: string;
}

/** What a level is called and what it means for the work. */
const LEVELS: Readonly<Record<LimitLevel, { readonly tone: Tone; readonly word: string; readonly says: string }>> = {
  free: { tone: "good", word: "enough left", says: "" },
  near: {
    tone: "warning",
    word: "nearly used up",
    says: "More than 80 % of what we may use is used. Poll less often, sync fewer objects or move bulk work to quiet hours; buying more calls helps most and costs most.",
  },
  critical: {
    tone: "critical",
    word: "almost used up",
    says: "More than 95 % of what we may use is used. See what else uses the CRM, slow the backfill, or raise our share.",
  },
  held: {
    tone: "critical",
    word: "used up",
    says: "Our share is used up: everything but what a person asks for waits, and nothing is lost.",
  },
};

const WORST: readonly LimitLevel[] = ["held", "critical", "near", "free"];

export function limitsCard(input: LimitsInput, buttons: Buttons): Card {
  const { limits, names, now } = input;
  const worst = WORST.find((level) => limits.some((one) => one.daily?.level === level)) ?? "free";
  const ill = limits.filter((one) => one.daily !== null && one.daily.level !== "free");
  return {
    kind: "limits",
    state: limits.length === 0 ? "empty" : worst,
    tone: limits.length === 0 ? "info" : LEVELS[worst].tone,
    headline:
      limits.length === 0
        ? "Nothing is connected"
        : ill.length > 0
          ? `API limits: ${ill.map((one) => `${names(one.connection)} ${LEVELS[one.daily?.level ?? "free"].word}`).join(", ")}`
          : "API limits: enough left",
    ...(limits.length === 0 ? { lines: ["No connection is configured. Add one to crmsync.yml."] } : {}),
    sections: limits.map((one) => section(one, input, buttons)),
    footer: ["As of ", { at: now }, ". Daily use is that of all programs at the CRM, not only ours."],
  };
}

function section(one: LimitView, { views, names, now, only }: LimitsInput, buttons: Buttons): Section {
  const { connection, daily, burst, heldUntil, share: part } = one;
  const view = views.find((each) => each.name === connection);
  const lines: Line[] = [
    ...(daily && LEVELS[daily.level].says !== "" ? [LEVELS[daily.level].says] : []),
    ...(heldUntil === null ? [] : [["The CRM asked us to wait until ", { at: heldUntil }, "."] as const]),
    ...(daily === null ? [] : chart(daily, now)),
  ];
  const pressed = daily !== null && daily.level !== "free" && view?.health.state !== "paused";
  return {
    heading: `${names(connection)}: ${daily === null ? "no daily limit is told" : `${number(daily.used)} of ${number(daily.limit)} calls used (${share(daily.used, daily.limit)})`}`,
    tone: heldUntil !== null && daily?.level !== "held" ? "working" : LEVELS[daily?.level ?? "free"].tone,
    lines,
    facts: [
      ...(daily === null ? [] : dailyFacts(daily, part)),
      {
        label: "Short window",
        value:
          burst === null
            ? "none is told"
            : `${number(burst.limit - burst.remaining)} of ${number(burst.limit)} calls in ${duration(burst.windowMs)}`,
      },
      { label: "Waiting", value: waits(view) },
      ...budgetSettings(one),
    ],
    actions: [
      ...budgetActions(one, { from: "limits", ...(only === undefined ? {} : { only }) }, buttons),
      ...(pressed ? [buttons.button({ label: "Pause", verb: "pause", args: { connection } })] : []),
    ],
  };
}

function dailyFacts(daily: DailyView, part: number): readonly Fact[] {
  const { allowed, used, limit, level, resetAt, perHour, exhaustedAt, ours, confidence } = daily;
  return [
    ...(ours === null
      ? []
      : [
          {
            label: "Whose calls",
            value: `${number(ours)} ours, ${number(Math.max(0, used - ours))} of other programs`,
          },
        ]),
    {
      label: "We may use",
      value: `${number(allowed)} calls (a share of ${share(Math.round(part * 100), 100)}), ${number(Math.max(0, allowed - used))} left`,
    },
    {
      label: "Forecast",
      value:
        level === "held"
          ? "used up now"
          : exhaustedAt !== null
            ? [
                "used up at ",
                { at: exhaustedAt },
                perHour === null ? "" : `, at ${number(perHour)} calls an hour`,
                confidenceWords(confidence),
              ]
            : perHour === null
              ? "too early to tell"
              : `enough at ${number(perHour)} calls an hour`,
    },
    {
      label: resetAt === null ? "Rolls" : "Resets",
      value: resetAt === null ? "use of 24 hours ago falls out by and by" : [{ at: resetAt }],
    },
    { label: "Of the whole limit", value: share(used, limit) },
  ];
}

function waits(view: LimitsInput["views"][number] | undefined): Fact["value"] {
  if (!view) return "not known";
  const backfill = view.health.state === "backfilling" ? "; the first sync is running" : "";
  if (view.pending === 0) return `nothing${backfill}`;
  const many = counted(view.pending, "change");
  return view.oldestPendingAt === null
    ? `${many}${backfill}`
    : [`${many}, the oldest since `, { at: view.oldestPendingAt }, backfill];
}

/** The last day's use as one line of bars, with its words. */
function chart({ samples, allowed }: DailyView, now: number): readonly Line[] {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || samples.length < 2) return [];
  const span = duration(Math.max(0, now - first.at));
  return [
    `${bars(
      samples.map((one) => one.used),
      allowed,
    )} from ${number(first.used)} to ${number(last.used)} calls in the last ${span}; a full bar is all that we may use.`,
  ];
}
