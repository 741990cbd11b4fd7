import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, type OutcomeFilter, type Price, type ReasonCode, reason } from "../../engine/index.ts";
import { levelOf, refusesAll } from "../notices/api-limit.ts";
import { concerned } from "../notices/provider-outage.ts";
import type { Buttons } from "./buttons.ts";
import { about, capital, counted, listed, type Names, number, plural } from "./words.ts";

const MINUTE = 60_000;

/** What is to be synced again, as it stands behind the button. */
export type Wanted = Pick<OutcomeFilter, "connection" | "object" | "direction" | "outcome"> & {
  readonly reason?: ReasonCode;
};

/** C14: about one minute up to fifty records, up to half an hour above; more when the throttle says so. */
export function estimate(count: number, aboutMs = 0): string {
  if (count <= 50 && aboutMs <= MINUTE) return "about 1 minute";
  if (aboutMs > 30 * MINUTE) return about(aboutMs);
  return aboutMs > MINUTE ? `${about(aboutMs)}, up to 30 minutes` : "up to 30 minutes";
}

export interface ConfirmInput {
  readonly price: Price;
  readonly wanted: Wanted;
  readonly held: readonly Line[];
  readonly names: Names;
  readonly owner: string;
  readonly until: number;
}

/** C13, C14: how many, what they cost of the CRM's calls, how long it takes, and where. */
export function confirmCard({ price, wanted, held, names, owner, until }: ConfirmInput, buttons: Buttons): Card {
  const { records: count, aboutMs } = price;
  const { connection, object } = wanted;
  const time = estimate(count, aboutMs);
  return {
    kind: "resync",
    state: "confirm",
    tone: "info",
    headline: `Resync ${counted(count, "record")}?`,
    lines: [
      `${capital(selection(wanted, names))}: ${counted(count, "record")}. It takes ${time}, within the CRM's limits, and other work goes on.`,
      "Each record is read in the CRM again and sent again where it differs. Doing it twice does no harm.",
      ...tooDear(price),
      ...held,
    ],
    facts: [
      { label: "Records", value: number(count) },
      { label: "Price", value: priceWords(price) },
      { label: "Time", value: time },
      {
        label: "Connection",
        value: connectionWords(price, names) ?? (connection ? names(connection) : "all that are concerned"),
      },
      { label: "Object", value: object ? plural(object) : "all that are concerned" },
    ],
    actions: [
      buttons.button({
        label: `Resync ${number(count)}`,
        verb: "resync-now",
        args: { ...wanted },
        style: "primary",
        once: true,
        owner,
        expiresAt: until,
      }),
    ],
    footer: ["This offer ends at ", { at: until }, "."],
  };
}

/** "Salesforce (42 records, 3 calls) and HubSpot (…)"; null = none is concerned. */
export function connectionWords({ connections }: Price, names: Names): string | null {
  const where = connections.map(
    (one) => `${names(one.connection)} (${counted(one.records, "record")}, ${calls(one.calls)})`,
  );
  return where.length > 0 ? listed(where) : null;
}

/** M6: "41 calls of 12,300 left". What is left is known of one CRM, so it is told of that one only. */
export function priceWords({ calls: many, callsLeft, connections }: Price): string {
  if (callsLeft === null) return `about ${calls(many)}`;
  if (connections.length === 1) return `about ${calls(many)} of ${number(callsLeft)} left`;
  return `about ${calls(many)} in all; the CRM with the fewest has ${number(callsLeft)} left`;
}

export function tooDear({ calls: many, callsLeft }: Price): readonly string[] {
  if (callsLeft === null || many <= callsLeft) return [];
  return ["That is more than is left of the daily limit: what does not fit goes on when there are calls again."];
}

function calls(many: number): string {
  return counted(many, "call");
}

/** "contacts that failed on the way to Salesforce because of “Invalid picklist value” (DATA_PICKLIST_INVALID)". */
function selection({ connection, object, direction, outcome, reason: code }: Wanted, names: Names): string {
  const what = `${object ? plural(object) : "records"} that ${outcome ? OUTCOMES[outcome] : "are not synced"}`;
  const way = direction ? `on the way ${direction === "inbound" ? "from" : "to"}` : "at";
  const where = connection ? ` ${way} ${names(connection)}` : "";
  return `${what}${where}${code ? ` because of “${reason(code).title}” (${code})` : ""}`;
}

const OUTCOMES = { failed: "failed", skipped: "were skipped", waiting: "are tried again" } as const;

export function nothingToResync(wanted: Wanted, names: Names): Card {
  return {
    kind: "resync",
    state: "nothing",
    tone: "info",
    headline: "There is nothing to resync",
    lines: [`${capital(selection(wanted, names))}: there are none now.`],
  };
}

export interface StartedInput {
  readonly runId: string;
  readonly what: string;
  readonly estimate: string;
  /** Where progress and result are told, as the end of a sentence: "in the channel". */
  readonly told: string;
  readonly held: readonly Line[];
}

export function startedCard({ runId, what, estimate: time, told, held }: StartedInput): Card {
  return {
    kind: "resync",
    state: "started",
    tone: "working",
    headline: `Resync of ${what} has begun`,
    lines: [`It takes ${time}. Progress and result are shown ${told}.`, ...held],
    footer: ["Run ", { code: runId }],
  };
}

/** What holds a resync up: it waits and is not lost. */
export function heldLines(
  incidents: readonly IncidentRow[],
  connection: string | undefined,
  names: Names,
): readonly Line[] {
  return incidents.flatMap((one): Line[] => {
    const stand = concerned(one).filter((name) => connection === undefined || name === connection);
    if (stand.length === 0) return [];
    if (one.kind === "sign_in_needed")
      return [`${names(one.connection)} is signed out: what goes there waits until somebody presses Reconnect.`];
    if (one.kind === "provider_outage")
      return stand.map((name) => `${names(name)} does not answer: what goes there waits until it is back.`);
    if (one.kind === "api_limit" && levelOf(one) === "held" && refusesAll(one.facts))
      return [`${names(one.connection)} takes no more calls: what goes there waits until it does.`];
    return [];
  });
}
