import { Unknown } from "../chat/asked.ts";
import type { Wire } from "../chat/wire.ts";
import { type Controlled, crmControl } from "../crm/control.ts";
import { bad, json, readJson } from "../crm/control-answers.ts";
import type { ServiceRequest, ServiceResponse } from "../service.ts";
import { slackControl } from "../slack/routes.ts";
import type { SlackService } from "../slack/slack.ts";
import { teamsControl } from "../teams/routes.ts";
import type { TeamsService } from "../teams/teams.ts";
import type { SandboxClock } from "./clock.ts";
import { Refused, visit } from "./consent.ts";
import type { Daemon } from "./daemon.ts";
import type { Webhooks } from "./webhooks.ts";

/** All that the control interface acts on. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly controlled: Controlled;
  readonly slack: SlackService;
  readonly wire: Wire;
  readonly teams: TeamsService;
  readonly teamsWire: Wire;
  /** What HubSpot sends to its apps. */
  readonly webhooks: Webhooks;
  /** null when only the services run. */
  readonly daemon: Daemon | null;
  /** What `GET /_sandbox` answers. */
  describe(): Readonly<Record<string, unknown>>;
  /** Where a sign-in link may lead. */
  origins(): readonly string[];
  /** Rows of the workspace, or null while there is no database. */
  counts(): Readonly<Record<string, number>> | null;
}

const KNOWN = [
  "GET /_sandbox",
  "POST /_sandbox/daemon",
  "/_sandbox/{salesforce,hubspot,pipedrive}/records/:type[/:id]",
  "/_sandbox/{salesforce,hubspot,pipedrive}/schema/:type",
  "/_sandbox/hubspot/webhooks",
  "/_sandbox/faults",
  "GET /_sandbox/calls",
  "POST /_sandbox/consent",
  "/_sandbox/slack/…",
  "/_sandbox/teams/…",
  "GET, POST /_sandbox/clock",
  "GET /_sandbox/workspace",
];

/** The sandbox's own interface, JSON in and out; a wrong request is 400 `{error}` that says what is known. */
export async function control(sandbox: Sandbox, request: ServiceRequest): Promise<ServiceResponse> {
  const { pathname } = new URL(request.path, request.origin);
  const [, , first = "", ...rest] = pathname.replace(/\/$/, "").split("/").map(decoded);
  const body = request.body === "" ? {} : readJson(request.body);
  try {
    if (request.method !== "GET" && body === null) return bad("the body must be a JSON object");
    const own = await ownAnswer(sandbox, request.method, first, rest, body ?? {});
    if (own !== undefined) return json(200, own);
    return (
      crmControl(sandbox.controlled, request) ??
      bad(`nothing is known at ${request.method} ${pathname}; known: ${KNOWN.join(", ")}`)
    );
  } catch (cause) {
    if (cause instanceof Unknown || cause instanceof Refused) return bad(cause.message);
    throw cause;
  }
}

type Body = Readonly<Record<string, unknown>>;

/** undefined = not one of these. */
async function ownAnswer(
  sandbox: Sandbox,
  method: string,
  first: string,
  rest: readonly string[],
  body: Body,
): Promise<unknown> {
  if (first === "slack" && rest[0] !== "records" && rest[0] !== "schema")
    return slackControl(sandbox.slack, sandbox.wire, method, rest, body);
  if (first === "teams" && rest[0] !== "records" && rest[0] !== "schema")
    return teamsControl(sandbox.teams, sandbox.teamsWire, method, rest, body);
  if (first === "hubspot" && rest[0] === "webhooks" && rest.length === 1) return sandbox.webhooks.control(method, body);
  if (rest.length > 0) return undefined;
  const asked = `${method} ${first}`;
  if (asked === "GET ") return sandbox.describe();
  if (asked === "GET workspace") return { counts: sandbox.counts() };
  if (asked === "GET clock") return clockOf(sandbox.clock);
  if (asked === "POST clock") return advance(sandbox.clock, body);
  if (asked === "POST consent") return consent(sandbox, body);
  if (asked === "POST daemon") return turn(sandbox, body);
  return undefined;
}

function clockOf(clock: SandboxClock) {
  return { offsetMs: clock.offsetMs, now: Date.now() + clock.offsetMs };
}

function advance(clock: SandboxClock, body: Body) {
  only(body, ["advanceMs"]);
  const { advanceMs } = body;
  if (typeof advanceMs !== "number" || !Number.isFinite(advanceMs) || advanceMs < 0)
    throw new Unknown("advanceMs must be a number of milliseconds, 0 or more: time only goes forward");
  clock.offsetMs += advanceMs;
  return clockOf(clock);
}

function consent(sandbox: Sandbox, body: Body) {
  only(body, ["url", "account", "press"]);
  const { url, account = null, press = "allow" } = body;
  if (typeof url !== "string") throw new Unknown("missing url; known: url, account, press");
  if (account !== null && typeof account !== "string") throw new Unknown("account must be text");
  if (press !== "allow" && press !== "deny")
    throw new Unknown(`unknown press ${JSON.stringify(press)}; known: allow, deny`);
  return visit({ url, account, press }, sandbox.origins());
}

async function turn(sandbox: Sandbox, body: Body) {
  only(body, ["do"]);
  const { daemon } = sandbox;
  if (daemon === null) throw new Unknown("this sandbox runs no daemon of its own (npm run sandbox)");
  const act = body.do;
  if (act !== "stop" && act !== "kill" && act !== "start")
    throw new Unknown(`unknown do ${JSON.stringify(act)}; known: stop, kill, start`);
  await daemon[act]().catch((cause: unknown) => {
    throw new Unknown(`${cause instanceof Error ? cause.message : String(cause)}\n${daemon.tail(20)}`);
  });
  return { state: daemon.state(), pid: daemon.pid() };
}

function only(body: Body, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Unknown(`unknown ${unknown.join(", ")}; known: ${known.join(", ")}`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
