import type { Card, Line } from "../../bots/card.ts";
import type { ConnectionView, IncidentRow, OutcomeGroup } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { duration, foreign, type Names } from "../commands/words.ts";
import { type Aftermath, nothingAfter } from "./after.ts";
import { apiLimit, apiLimitResolved, limitState } from "./api-limit.ts";
import { failuresRising, failuresRisingResolved } from "./failures-rising.ts";
import { overdue, overdueResolved } from "./overdue.ts";
import { providerOutage, providerOutageResolved } from "./provider-outage.ts";
import { afterState, reconnected } from "./reconnected.ts";
import { type Mendable, repairAlert, repairEnded, repairState } from "./repair-alert.ts";
import { runStopped, runStoppedResolved } from "./run-stopped.ts";
import { schemaDrift, schemaDriftResolved } from "./schema-drift.ts";
import { signInNeeded } from "./sign-in-needed.ts";

export interface IncidentInput {
  readonly incident: IncidentRow;
  readonly names: Names;
  /** The other connections that go on meanwhile. */
  readonly well: readonly string[];
  /** What stands wrong at this connection now. */
  readonly groups: readonly OutcomeGroup[];
  /** The connection as it stands now, where that is known. */
  readonly view: ConnectionView | null;
  /** Whether the CRM itself is away now, so that signing in would fail. */
  readonly outage?: boolean;
  /** What came of it since it was over. */
  readonly after?: Aftermath;
  /** What is known of the causes of failures, and whether values may be shown there. */
  readonly mendable?: Mendable;
}

/** One incident is one message: its card says how it stands now. */
export function incidentCard(input: IncidentInput, buttons: Buttons): Card {
  const { incident, names } = input;
  const name = names(incident.connection);
  const resolved = incident.state === "resolved";
  const body = resolved
    ? resolvedBody(input, name, buttons)
    : lookedAfter(incident, openBody(input, name, buttons), buttons);
  const taken = incident.state === "acknowledged" ? "_acknowledged" : "";
  return {
    kind: incident.kind,
    state: resolved ? endState(input) : `${openState(incident)}${taken}`,
    ...body,
    footer: footer(incident, name),
  };
}

/** Final only when nothing of it is still to come. */
function endState({ incident: { kind }, after }: IncidentInput): string {
  if (kind === "sign_in_needed") return afterState(after ?? nothingAfter);
  return kind === "provider_outage" && (after?.left ?? 0) > 0 ? "draining" : "resolved";
}

/** What people should see at once when it changes: another cause that needs another answer. */
function openState(incident: IncidentRow): string {
  const { kind, reason, facts } = incident;
  if (kind === "api_limit") return limitState(incident);
  if (kind === "sign_in_needed") {
    if (facts.proving === true) return "proving";
    if (reason === "AUTH_WRONG_ORG") return "wrong_org";
    return facts.everSignedIn === false ? "not_connected" : "open";
  }
  if (kind === "repair") return repairState(incident);
  return kind === "overdue" && reason === "RUN_STUCK" ? "stuck" : "open";
}

/** Whoever looks after it is named, and nobody is asked for it any more; what mends it stays. */
function lookedAfter({ id, state, acknowledged }: IncidentRow, body: Body, buttons: Buttons): Body {
  if (state === "acknowledged" && acknowledged) {
    const { by, at } = acknowledged;
    return { ...body, lines: [...(body.lines ?? []), [`${foreign(by, 80)} has looked after it since `, { at }, "."]] };
  }
  const take = buttons.button({ label: "I look after it", verb: "ack", args: { incident: id } });
  return { ...body, actions: [...(body.actions ?? []), take] };
}

type Body = Omit<Card, "kind" | "state" | "footer">;

function openBody(input: IncidentInput, name: string, buttons: Buttons): Body {
  const { incident, names, groups, view, outage = false } = input;
  const well = input.well.map(names);
  switch (incident.kind) {
    case "sign_in_needed":
      return signInNeeded({ incident, names, well, outage }, buttons);
    case "provider_outage":
      return providerOutage(incident, names, well, buttons);
    case "failures_rising":
      return failuresRising(incident, name, groups, buttons, input.mendable?.causes);
    case "repair":
      return repairAlert(incident, names, input.mendable, buttons);
    case "overdue":
      return overdue(incident, name, view, buttons);
    case "run_stopped":
      return runStopped(incident, name, buttons);
    case "api_limit":
      return apiLimit(incident, name, buttons);
    case "schema_drift":
      return schemaDrift(incident, name, buttons);
  }
}

function resolvedBody(input: IncidentInput, name: string, buttons: Buttons): Body {
  const body = resolvedWords(input, name, buttons);
  return { tone: "good", ...body, lines: [...(body.lines ?? []), tookFrom(input.incident)] };
}

function resolvedWords(
  { incident, names, after = nothingAfter }: IncidentInput,
  name: string,
  buttons: Buttons,
): Pick<Body, "headline" | "lines" | "actions"> & Partial<Body> {
  switch (incident.kind) {
    case "sign_in_needed":
      return reconnected(incident, name, after, buttons);
    case "provider_outage":
      return providerOutageResolved(incident, names, after);
    case "failures_rising":
      return failuresRisingResolved(name);
    case "repair":
      return repairEnded(incident, names);
    case "overdue":
      return overdueResolved(incident, name);
    case "run_stopped":
      return runStoppedResolved(name);
    case "api_limit":
      return apiLimitResolved(incident, name);
    case "schema_drift":
      return schemaDriftResolved(name);
  }
}

function tookFrom({ openedAt, resolvedAt }: IncidentRow): Line {
  const end = resolvedAt ?? openedAt;
  return [`It lasted ${duration(Math.max(0, end - openedAt))}: from `, { at: openedAt }, " to ", { at: end }, "."];
}

function footer({ id, openedAt }: IncidentRow, name: string): Line {
  return [`${name}, since `, { at: openedAt }, ", incident ", { code: id }];
}
