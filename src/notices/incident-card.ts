import type { Card, Line } from "../../bots/card.ts";
import type { ConnectionView, IncidentRow, OutcomeGroup } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { duration, foreign, type Names } from "../commands/words.ts";
import { apiLimit, apiLimitResolved, levelOf } from "./api-limit.ts";
import { failuresRising, failuresRisingResolved } from "./failures-rising.ts";
import { overdue, overdueResolved } from "./overdue.ts";
import { providerOutage, providerOutageResolved } from "./provider-outage.ts";
import { runStopped, runStoppedResolved } from "./run-stopped.ts";
import { schemaDrift, schemaDriftResolved } from "./schema-drift.ts";
import { signInNeeded, signInNeededResolved } from "./sign-in-needed.ts";

export interface IncidentInput {
  readonly incident: IncidentRow;
  readonly names: Names;
  /** The other connections that go on meanwhile. */
  readonly well: readonly string[];
  /** What stands wrong at this connection now. */
  readonly groups: readonly OutcomeGroup[];
  /** The connection as it stands now, where that is known. */
  readonly view: ConnectionView | null;
}

/** One incident is one message: its card says how it stands now. */
export function incidentCard(input: IncidentInput, buttons: Buttons): Card {
  const { incident, names } = input;
  const name = names(incident.connection);
  const resolved = incident.state === "resolved";
  const body = resolved ? resolvedBody(incident, name) : lookedAfter(incident, openBody(input, name, buttons), buttons);
  const taken = incident.state === "acknowledged" ? "_acknowledged" : "";
  return {
    kind: incident.kind,
    state: resolved ? "resolved" : `${openState(incident)}${taken}`,
    ...body,
    footer: footer(incident, name),
  };
}

/** What people should see at once when it changes: another cause that needs another answer. */
function openState(incident: IncidentRow): string {
  const { kind, reason, facts } = incident;
  if (kind === "api_limit") return levelOf(incident);
  if (kind === "sign_in_needed") {
    if (reason === "AUTH_WRONG_ORG") return "wrong_org";
    return facts.everSignedIn === false ? "not_connected" : "open";
  }
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

function openBody({ incident, names, well, groups, view }: IncidentInput, name: string, buttons: Buttons): Body {
  switch (incident.kind) {
    case "sign_in_needed":
      return signInNeeded(incident, name, well.map(names), buttons);
    case "provider_outage":
      return providerOutage(incident, name, well.map(names), buttons);
    case "failures_rising":
      return failuresRising(incident, name, groups, buttons);
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

function resolvedBody(incident: IncidentRow, name: string): Body {
  const body = resolvedWords(incident, name);
  return { tone: "good", headline: body.headline, lines: [...body.lines, tookFrom(incident)] };
}

function resolvedWords(
  incident: IncidentRow,
  name: string,
): { readonly headline: string; readonly lines: readonly Line[] } {
  switch (incident.kind) {
    case "sign_in_needed":
      return signInNeededResolved(incident, name);
    case "provider_outage":
      return providerOutageResolved(incident, name);
    case "failures_rising":
      return failuresRisingResolved(name);
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
