import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, type OutcomeFilter, type ReasonCode, reason } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { counted, type Names, number, plural } from "./words.ts";

/** What is to be synced again, as it stands behind the button. */
export type Wanted = Pick<OutcomeFilter, "connection" | "object" | "direction" | "outcome"> & {
  readonly reason?: ReasonCode;
};

/** C14: about one minute up to fifty records, up to half an hour above. */
export function estimate(count: number): string {
  return count <= 50 ? "about 1 minute" : "up to 30 minutes";
}

export interface ConfirmInput {
  readonly count: number;
  readonly wanted: Wanted;
  readonly held: readonly Line[];
  readonly names: Names;
  readonly owner: string;
  readonly until: number;
}

export function confirmCard({ count, wanted, held, names, owner, until }: ConfirmInput, buttons: Buttons): Card {
  const { connection, object } = wanted;
  return {
    kind: "resync",
    state: "confirm",
    tone: "info",
    headline: `Resync ${counted(count, "record")}?`,
    lines: [
      `${capitalized(selection(wanted, names))}: ${counted(count, "record")}. It takes ${estimate(count)}, within the CRM's limits, and other work goes on.`,
      "Each record is read in the CRM again and sent again where it differs. Doing it twice does no harm.",
      ...held,
    ],
    facts: [
      { label: "Records", value: number(count) },
      { label: "Time", value: estimate(count) },
      { label: "Connection", value: connection ? names(connection) : "all that are concerned" },
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
    lines: [`${capitalized(selection(wanted, names))}: there are none now.`],
  };
}

export interface StartedInput {
  readonly runId: string;
  readonly what: string;
  readonly estimate: string;
  readonly held: readonly Line[];
}

export function startedCard({ runId, what, estimate: time, held }: StartedInput): Card {
  return {
    kind: "resync",
    state: "started",
    tone: "working",
    headline: `Resync of ${what} has begun`,
    lines: [`It takes ${time}. I will post the result.`, ...held],
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
    if (connection !== undefined && one.connection !== connection) return [];
    if (one.kind === "sign_in_needed")
      return [`${names(one.connection)} is signed out: what goes there waits until somebody presses Reconnect.`];
    if (one.kind === "provider_outage")
      return [`${names(one.connection)} does not answer: what goes there waits until it is back.`];
    return [];
  });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
