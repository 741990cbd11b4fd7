import type { Card, CardAction, Fact, Section, Tone } from "../../bots/card.ts";
import { type Cause, type ConnectionView, DISCONNECTED, type OutcomeGroup, reason } from "../../engine/index.ts";
import { causeLines, causesIn, fixButtons } from "../repairs/fix-buttons.ts";
import type { Buttons } from "./buttons.ts";
import { outcomeCounts, ranked, total, whichWay } from "./groups.ts";
import { healthWords } from "./health-words.ts";
import { counted, duration, type Names, number } from "./words.ts";

export interface HomeInput {
  readonly views: readonly ConnectionView[];
  readonly groups: readonly OutcomeGroup[];
  /** What the failed ones failed for, each with its own repair. */
  readonly causes?: readonly Cause[];
  readonly names: Names;
  readonly now: number;
}

/** So many causes, and so many connections, are named; the others are counted. */
const CAUSES = 4;
const FIXED = 2;
const CONNECTIONS = 6;

const WORST: readonly Tone[] = ["critical", "warning", "working", "info", "good"];

/** Everything that one person wants to see first: what is ill, what failed by cause in numbers, and the buttons for it. */
export function homeCard({ views, groups, names, now, causes = [] }: HomeInput, buttons: Buttons): Card {
  const said = new Map(views.map((view) => [view.name, healthWords(view.health, view.identity !== null)]));
  const toneOf = ({ name }: ConnectionView): Tone => said.get(name)?.tone ?? "info";
  const worst = WORST.find((tone) => views.some((view) => toneOf(view) === tone)) ?? "info";
  const failed = ranked(groups.filter((group) => group.outcome === "failed"));
  const ill = views.filter((view) => ["critical", "warning"].includes(toneOf(view)));
  const sorted = views.toSorted((a, b) => WORST.indexOf(toneOf(a)) - WORST.indexOf(toneOf(b)));
  const more = sorted.length - CONNECTIONS;
  return {
    kind: "home",
    state: views.length === 0 ? "empty" : ill.length > 0 ? "attention" : failed.length > 0 ? "failures" : "calm",
    tone: worst === "good" && failed.length > 0 ? "warning" : worst,
    headline: headline(views, ill, failed),
    lines: [
      ...(views.length === 0 ? ["No connection is configured. Add one to crmsync.yml."] : []),
      ...failedLines(groups),
    ],
    sections: [
      ...causeSections(failed, causes, names, buttons),
      ...sorted.slice(0, CONNECTIONS).map((view) => section(view, { names, now, buttons })),
      ...(more > 0 ? [{ heading: `And ${counted(more, "other connection")}: press Show status` }] : []),
    ],
    actions: [
      buttons.button({ label: "Refresh", verb: "refresh-home", args: {} }),
      ...(groups.length > 0 ? [buttons.button({ label: "Open failures", verb: "failures", args: {} })] : []),
      buttons.button({ label: "Show status", verb: "status", args: {} }),
    ],
    footer: ["As of ", { at: now }, ". Press Refresh for how it stands now."],
  };
}

function headline(
  views: readonly ConnectionView[],
  ill: readonly ConnectionView[],
  failed: readonly OutcomeGroup[],
): string {
  if (views.length === 0) return "Nothing is connected";
  const records = total(failed);
  const failing = records === 0 ? "" : `, ${counted(records, "record")} failed`;
  if (ill.length > 0) {
    const need = ill.length === 1 ? "needs" : "need";
    return `${number(ill.length)} of ${counted(views.length, "connection")} ${need} attention${failing}`;
  }
  return records === 0 ? "Sync runs, and nothing needs you" : `Sync runs${failing}`;
}

function failedLines(groups: readonly OutcomeGroup[]): readonly string[] {
  if (groups.length === 0) return ["No record stands failed, waiting or skipped."];
  return [`Records that are not synced now: ${outcomeCounts(groups)}.`];
}

/** The causes that need somebody, the most records first. */
function causeSections(
  failed: readonly OutcomeGroup[],
  causes: readonly Cause[],
  names: Names,
  buttons: Buttons,
): readonly Section[] {
  const more = failed.slice(CAUSES);
  return [
    ...failed.slice(0, CAUSES).map((group): Section => {
      const { title, todo } = reason(group.reason);
      const mine = causesIn(group, causes);
      return {
        heading: `${title}: ${whichWay(group, names)}`,
        tone: "warning",
        lines: [[{ code: group.reason }, ` ${todo}`], ...causeLines(mine, FIXED, false)],
        actions: [
          ...fixButtons(mine, FIXED, buttons),
          buttons.button({
            label: `Open ${number(group.records)}`,
            verb: "failures",
            args: { connection: group.connection, object: group.object, reason: group.reason },
          }),
        ],
      };
    }),
    ...(more.length === 0
      ? []
      : [{ heading: `And ${counted(total(more), "record")} for ${counted(more.length, "other cause")}` }]),
  ];
}

interface Drawn {
  readonly names: Names;
  readonly now: number;
  readonly buttons: Buttons;
}

function section(view: ConnectionView, { names, now, buttons }: Drawn): Section {
  const { tone, word, lines } = healthWords(view.health, view.identity !== null);
  const actions = mend(view, buttons);
  return {
    heading: `${names(view.name)}: ${word}`,
    tone,
    lines,
    facts: facts(view, now),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

function facts({ lastSuccessAt, pending, oldestPendingAt, objects }: ConnectionView, now: number): readonly Fact[] {
  const known = objects.reduce((sum, each) => sum + each.known, 0);
  const synced = objects.reduce((sum, each) => sum + each.synced, 0);
  return [
    {
      label: "Last synced",
      value:
        lastSuccessAt === null
          ? "not yet"
          : [{ at: lastSuccessAt }, ` (${duration(Math.max(0, now - lastSuccessAt))} ago)`],
    },
    { label: "Records", value: `${number(synced)} of ${number(known)} synced` },
    {
      label: "Waiting to be sent",
      value:
        pending === 0
          ? "nothing"
          : oldestPendingAt === null
            ? counted(pending, "change")
            : [`${counted(pending, "change")}, the oldest since `, { at: oldestPendingAt }],
    },
  ];
}

/** While the CRM itself is away nobody is asked to sign in. */
function mend({ name, health }: ConnectionView, buttons: Buttons): readonly CardAction[] {
  const args = { connection: name };
  if (health.state === "paused" && health.why !== DISCONNECTED)
    return [buttons.button({ label: "Resume", verb: "resume", args })];
  if (health.state !== "action_needed" && health.state !== "paused") return [];
  return [buttons.button({ label: "Reconnect", verb: "reconnect", args, style: "primary" })];
}
