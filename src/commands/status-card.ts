import type { Card, CardAction, Fact, Section, Tone } from "../../bots/card.ts";
import {
  type Activity,
  type Budget,
  type ConnectionSettings,
  type ConnectionView,
  DISCONNECTED,
  type ObjectView,
  type Usage,
} from "../../engine/index.ts";
import { budgetWords, resumeOutbound } from "./budget-words.ts";
import type { Buttons } from "./buttons.ts";
import { healthWords } from "./health-words.ts";
import { capital, counted, duration, foreign, type Names, number, plural, share } from "./words.ts";

export interface StatusInput {
  readonly views: readonly ConnectionView[];
  readonly settings: readonly Pick<ConnectionSettings, "name" | "import" | "export">[];
  readonly names: Names;
  readonly now: number;
  /** What was asked for: one connection, or null = all. */
  readonly connection: string | null;
  /** Of the objects that say what is active; absent = none does. */
  readonly activity?: readonly Activity[];
  /** What people set of a connection's calls; absent = nothing. */
  readonly budgets?: ReadonlyMap<string, Budget>;
}

const WORST: readonly Tone[] = ["critical", "warning", "working", "info", "good"];

export function statusCard(input: StatusInput, buttons: Buttons): Card {
  const { views, names, now, connection } = input;
  const said = views.map((view) => healthWords(view.health, view.identity !== null));
  const tone = WORST.find((each) => said.some((one) => one.tone === each)) ?? "info";
  const ill = views.filter((_, at) => said[at]?.tone === "critical" || said[at]?.tone === "warning");
  const args = connection === null ? {} : { connection };
  const troubled = views.some((view) =>
    view.objects.some((each) => each.failed + each.skipped + each.outboundFailed + each.outboundSkipped > 0),
  );
  return {
    kind: "status",
    state: stateOf(views, ill, tone),
    tone,
    headline: headline(views, ill, tone, names),
    ...(views.length === 0 ? { lines: ["No connection is configured. Add one to crmsync.yml."] } : {}),
    sections: inOrder(views).map((view) => section(view, input, buttons)),
    actions: [
      buttons.button({ label: "Refresh", verb: "refresh-status", args }),
      ...(troubled ? [buttons.button({ label: "Show failures", verb: "failures", args })] : []),
    ],
    footer: ["As of ", { at: now }, ". Each record of the CRM that is known is counted once."],
  };
}

/** Many do not fit into one message: then those that need somebody come first. */
function inOrder(views: readonly ConnectionView[]): readonly ConnectionView[] {
  if (views.length <= 5) return views;
  const rank = (view: ConnectionView) => WORST.indexOf(healthWords(view.health, view.identity !== null).tone);
  return [...views].sort((a, b) => rank(a) - rank(b));
}

function stateOf(views: readonly ConnectionView[], ill: readonly ConnectionView[], tone: Tone): string {
  if (views.length === 0) return "empty";
  if (ill.length > 0) return "attention";
  if (views.some(isStopped)) return "stopped";
  return tone === "good" ? "healthy" : "working";
}

const isStopped = ({ health }: ConnectionView) => health.state === "paused";

function headline(views: readonly ConnectionView[], ill: readonly ConnectionView[], tone: Tone, names: Names): string {
  const [first] = views;
  if (!first) return "Nothing is connected";
  const all = views.length;
  const stopped = views.filter(isStopped);
  if (all === 1) {
    const { word } = healthWords(first.health, first.identity !== null);
    const how =
      ill.length > 0
        ? "needs attention"
        : stopped.length > 0
          ? `is ${word}`
          : tone === "good"
            ? "is healthy"
            : "is at work";
    return `${names(first.name)} ${how}`;
  }
  const part = (some: number) => `${number(some)} of ${counted(all, "connection")}`;
  if (ill.length > 0) return `${part(ill.length)} ${ill.length === 1 ? "needs" : "need"} attention`;
  if (stopped.length > 0) return `${part(stopped.length)} ${stopped.length === 1 ? "is" : "are"} stopped`;
  return `${all === 2 ? "Both connections" : `All ${counted(all, "connection")}`} are ${tone === "good" ? "healthy" : "at work"}`;
}

function section(
  view: ConnectionView,
  { settings, names, now, activity = [], budgets }: StatusInput,
  buttons: Buttons,
): Section {
  const { tone, word, lines } = healthWords(view.health, view.identity !== null);
  const own = settings.find((each) => each.name === view.name);
  const budget = budgets?.get(view.name);
  return {
    heading: `${names(view.name)}: ${word}`,
    tone,
    lines: [...lines, ...directions(own), ...(budget ? budgetWords(budget) : [])],
    facts: [
      { label: "Account", value: account(view) },
      {
        label: "Last synced",
        value:
          view.lastSuccessAt === null
            ? "not yet"
            : [{ at: view.lastSuccessAt }, ` (${duration(Math.max(0, now - view.lastSuccessAt))} ago)`],
      },
      ...view.objects.map(inbound),
      ...activity.filter((each) => each.connection === view.name).map(activeFact),
      { label: "Waiting to be sent", value: pending(view) },
      ...outbound(view.objects),
      ...usage(view.usage),
    ],
    actions: [...mend(view, buttons), ...(budget ? resumeOutbound(view.name, budget, buttons) : [])],
  };
}

function directions(own: Pick<ConnectionSettings, "import" | "export"> | undefined): readonly string[] {
  if (!own || (own.import && own.export)) return [];
  if (!own.import && !own.export) return ["Import and export are both switched off."];
  return [
    own.import
      ? "Changes come from the CRM only: export is switched off."
      : "Changes go to the CRM only: import is switched off.",
  ];
}

function account({ identity }: ConnectionView): string {
  if (identity === null) return "not signed in yet";
  return `${foreign(identity.name, 80)}${identity.sandbox ? " (sandbox)" : ""}, as ${foreign(identity.user, 80)}`;
}

/** The parts add up to what is known. */
function inbound(view: ObjectView): Fact {
  const { object, known, synced, skipped, failed, waiting } = view;
  const parts = [`${number(synced)} synced`, `${number(skipped)} skipped`, `${number(failed)} failed`];
  if (waiting > 0) parts.push(`${number(waiting)} waiting`);
  return { label: capital(plural(object)), value: `${number(known)} known = ${parts.join(" + ")}` };
}

/** A19: what the CRM's own count of active records is compared with. */
function activeFact({ object, active, inactive }: Activity): Fact {
  return { label: `Active ${plural(object)}`, value: `${number(active)} active, ${number(inactive)} inactive` };
}

function outbound(objects: readonly ObjectView[]): readonly Fact[] {
  const sum = (pick: (view: ObjectView) => number) => objects.reduce((total, view) => total + pick(view), 0);
  const failed = sum((view) => view.outboundFailed);
  const skipped = sum((view) => view.outboundSkipped);
  const again = sum((view) => view.outboundWaiting);
  if (failed + skipped + again === 0) return [];
  const parts = [
    `${number(failed)} failed`,
    `${number(skipped)} skipped`,
    ...(again > 0 ? [`${number(again)} to be tried again`] : []),
  ];
  return [{ label: "On the way to the CRM", value: parts.join(", ") }];
}

function pending({ pending, oldestPendingAt }: ConnectionView): Fact["value"] {
  if (pending === 0) return "nothing";
  const many = counted(pending, "change");
  return oldestPendingAt === null ? many : [`${many}, the oldest since `, { at: oldestPendingAt }];
}

function usage(told: Usage | null): readonly Fact[] {
  if (told?.daily) {
    const { used, limit } = told.daily;
    return [{ label: "API use today", value: `${number(used)} of ${number(limit)} calls (${share(used, limit)})` }];
  }
  if (told?.burst) {
    const { limit, remaining, windowMs } = told.burst;
    return [
      { label: "API use", value: `${number(limit - remaining)} of ${number(limit)} calls in ${duration(windowMs)}` },
    ];
  }
  return [];
}

function mend({ name, health }: ConnectionView, buttons: Buttons): readonly CardAction[] {
  const args = { connection: name };
  if (health.state === "paused" && health.why !== DISCONNECTED)
    return [buttons.button({ label: "Resume", verb: "resume", args })];
  if (health.state !== "action_needed" && health.state !== "paused") return [];
  return [buttons.button({ label: "Reconnect", verb: "reconnect", args, style: "primary" })];
}
