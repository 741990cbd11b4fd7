import type { Service, ServiceName, ServiceRequest, ServiceResponse } from "../service.ts";
import { type CallLogs, callLog, logCall } from "./calls.ts";
import type { Answer } from "./crm.ts";
import { activeFaults, type Fault, type FaultBoard, type FaultKinds, numberOf } from "./faults.ts";

/** Trouble that any HTTP service can be in; `path` limits each to requests whose path contains it. */
export const commonFaults: FaultKinds = {
  outage: { takes: { status: "number" } },
  slow: { needs: { ms: "number" } },
  "drop-answer": {},
  "html-error": { takes: { status: "number" } },
  garbage: {},
};

/** Further trouble that the simulated CRMs know. */
export const crmFaults: FaultKinds = {
  ...commonFaults,
  "revoke-grant": { once: true },
  "expire-token": { once: true },
  "burst-limit": { needs: { limit: "number" }, takes: { windowMs: "number" } },
  "daily-limit": { needs: { used: "number", limit: "number" } },
  "lock-row": { needs: { type: "text", id: "text" } },
  "refuse-record": {
    needs: { type: "text", code: "text", message: "text" },
    takes: { id: "text", field: "text", value: "text" },
  },
  "deactivate-user": { needs: { user: "text" } },
  "lose-write": {},
  "late-commit": { needs: { ms: "number" } },
  "search-lag": { needs: { ms: "number" } },
};

export interface Gate {
  readonly name: ServiceName;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** The account that a request speaks for; null when it cannot be told: then a fault of any account strikes. */
  accountOf(request: ServiceRequest): string | null;
  /** Whether the request changes something: only these lose their answer under drop-answer. */
  changes(request: ServiceRequest): boolean;
  /** The service's own words when it is down. */
  outage(status: number): ServiceResponse;
  /** Requests that no fault touches and no log keeps: the consent page. */
  free(request: ServiceRequest): boolean;
}

/** Puts the common faults and the log of calls around a service. */
export function gated(gate: Gate, answer: (request: ServiceRequest) => Answer): Service {
  return {
    name: gate.name,
    handle(request) {
      if (gate.free(request)) return answer(request);
      const strikes = (name: string) => strike(gate, name, request);
      const slow = strikes("slow");
      const response = troubled(gate, request, answer, strikes);
      const log = callLog(gate.logs, gate.name);
      if (response.refused === true) log.refused += 1;
      const { method, path } = request;
      logCall(log, {
        at: gate.board.world.now(),
        method,
        path,
        status: response.status,
        records: response.records ?? 0,
      });
      return slow === null ? response : { ...response, delayMs: (response.delayMs ?? 0) + numberOf(slow, "ms") };
    },
  };
}

function troubled(
  gate: Gate,
  request: ServiceRequest,
  answer: (request: ServiceRequest) => Answer,
  strikes: (name: string) => Fault | null,
): Answer {
  const down = strikes("outage");
  if (down !== null) return gate.outage(numberOf(down, "status", 503));
  const html = strikes("html-error");
  if (html !== null) return htmlError(numberOf(html, "status", 502));
  const drop = gate.changes(request) && strikes("drop-answer") !== null;
  const response = answer(request);
  if (drop) return { ...response, drop: true };
  // A garbled token answer could never be mended when refresh tokens rotate.
  const garbles = response.status === 200 && response.body !== "" && !request.path.includes("/oauth");
  return garbles && strikes("garbage") !== null ? { ...response, body: garbled(response.body) } : response;
}

function strike(gate: Gate, name: string, request: ServiceRequest): Fault | null {
  const account = gate.accountOf(request);
  const fault = activeFaults(gate.board).find(
    (f) =>
      f.service === gate.name &&
      f.fault === name &&
      (f.account === null || account === null || f.account === account) &&
      request.path.includes(String(f.parameters.path ?? "")),
  );
  if (fault === undefined) return null;
  if (fault.timesLeft !== null) fault.timesLeft -= 1;
  return fault;
}

function htmlError(status: number): ServiceResponse {
  const body =
    "<!DOCTYPE html><html><head><title>We are down for maintenance</title></head><body><h1>We are down for maintenance" +
    "</h1><p>Sorry for the inconvenience. We'll be back shortly.</p></body></html>";
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, body };
}

/** Cut off in the middle, with a stray byte at the end. */
function garbled(body: string): string {
  return `${body.slice(0, Math.ceil(body.length * 0.6))}\u0000}`;
}
