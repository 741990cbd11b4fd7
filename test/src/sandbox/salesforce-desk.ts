import { PassThrough } from "node:stream";
import jsforce from "jsforce";
import type { CallLogs } from "../../../src/sandbox/crm/calls.ts";
import { crmControl } from "../../../src/sandbox/crm/control.ts";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { load } from "../../../src/sandbox/crm/load.ts";
import { issue } from "../../../src/sandbox/crm/oauth.ts";
import { dice } from "../../../src/sandbox/crm/world-pick.ts";
import { salesforceService } from "../../../src/sandbox/salesforce/service.ts";
import { createSalesforce, type Salesforce } from "../../../src/sandbox/salesforce/state.ts";
import type { ServiceResponse } from "../../../src/sandbox/service.ts";

export const start = Date.UTC(2026, 10, 21, 10, 0, 0);
export const client = { id: "app-1", secret: "secret-1" };
export const origin = "http://127.0.0.1:4001";

/** A simulated Salesforce on a clock that stands still, with one signed-in app; `ask` and `control` need no socket. */
export function desk(given: { records?: "world" | "empty"; rotate?: boolean } = {}) {
  const clock = { now: start };
  const world = { now: () => clock.now, random: dice(7) };
  const board = faultBoard(world);
  const logs: CallLogs = new Map();
  const crm = createSalesforce({ world, board, logs, clients: [client], records: "empty", ...given });
  const service = salesforceService(crm);
  const { token } = signIn(crm, "main");
  const call = (method: string, path: string, body: string, headers: Record<string, string>) =>
    service.handle({ method, path, headers, body, origin });
  const ask = (method: string, path: string, body: unknown = "", headers: Record<string, string> = {}) =>
    call(method, `/services/data/v62.0${path}`, typeof body === "string" ? body : JSON.stringify(body), {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...headers,
    });
  const control = (method: string, path: string, body: unknown = "") =>
    crmControl(
      { board, logs, crms: [crm] },
      { method, path: `/_sandbox${path}`, headers: {}, body: body === "" ? "" : JSON.stringify(body), origin },
    );
  return { clock, crm, service, token, call, ask, control, board, logs };
}

export function signIn(
  crm: Salesforce,
  account: "main" | "other",
  scopes: readonly string[] = ["api", "refresh_token"],
) {
  const userId = crm.accounts.get(account)?.appUser.id ?? "";
  return issue(crm.oauth, { clientId: client.id, account, userId, scopes });
}

export function parsed(response: ServiceResponse | null) {
  return { status: response?.status, body: JSON.parse(response?.body || "null") };
}

/** Rows with stamps `agoMs` before the start. */
export function contacts(
  crm: Salesforce,
  rows: readonly (Record<string, string> & { LastName: string })[],
  agoMs = 3_600_000,
) {
  const account = crm.accounts.get("main");
  if (account === undefined) throw new Error("no main account");
  const at = start - agoMs;
  return load(
    crm,
    account,
    "Contact",
    rows.map((fields) => ({ fields, createdAt: at, modifiedAt: at })),
  );
}

/** jsforce whose transport is the handler itself. */
export function connection(of: ReturnType<typeof desk>) {
  const conn = new jsforce.Connection({ instanceUrl: origin, accessToken: of.token, version: "62.0" });
  const transport = {
    httpRequest(request: { method: string; url: string; headers?: Record<string, string>; body?: unknown }) {
      const path = request.url.startsWith("/") ? request.url : request.url.slice(origin.length);
      const headers = Object.fromEntries(Object.entries(request.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v]));
      const answer = of.call(request.method, path, String(request.body ?? ""), headers);
      const promise = Promise.resolve({ statusCode: answer.status, headers: answer.headers, body: answer.body });
      return Object.assign(promise, { stream: () => new PassThrough() });
    },
  };
  conn._transport = transport as unknown as typeof conn._transport;
  return conn;
}
