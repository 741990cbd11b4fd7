import type { ServiceName } from "../service.ts";
import { isAccountName } from "./accounts.ts";
import { activeFaults, type Fault, type FaultBoard, type FaultKind } from "./faults.ts";

type Added = { readonly ok: true; readonly fault: Fault } | { readonly ok: false; readonly error: string };

/** Puts a fault in place as `POST /_sandbox/faults` asks; a wrong request is answered with what is known. */
export function addFault(board: FaultBoard, body: unknown): Added {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return wrong("the body must be a JSON object");
  const given = body as Readonly<Record<string, unknown>>;
  const { service, fault: name, account = null, times = null, forMs = null, ...rest } = given;
  const kinds = board.kinds.get(service as ServiceName);
  if (kinds === undefined)
    return wrong(`unknown service ${shown(service)}; known: ${[...board.kinds.keys()].join(", ")}`);
  const kind = typeof name === "string" && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined)
    return wrong(`unknown fault ${shown(name)}; ${service} knows: ${Object.keys(kinds).join(", ")}`);
  if (account !== null && (typeof account !== "string" || !isAccountName(account))) {
    return wrong(`unknown account ${shown(account)}; known: main, other`);
  }
  if (!isCount(times)) return wrong(`times must be a whole number above 0, not ${shown(times)}`);
  if (!isCount(forMs)) return wrong(`forMs must be a whole number of milliseconds above 0, not ${shown(forMs)}`);
  const problem = wrongParameter(kind, rest);
  if (problem !== null) return wrong(problem);
  const now = board.world.now();
  board.lastId += 1;
  const fault: Fault = {
    id: `fault-${board.lastId}`,
    service: service as ServiceName,
    fault: String(name),
    account,
    timesLeft: times,
    until: forMs === null ? null : now + forMs,
    since: now,
    parameters: rest as Record<string, string | number>,
  };
  if (kind.once === true) board.strike.get(fault.service)?.(fault);
  else board.faults = [...activeFaults(board), fault];
  return { ok: true, fault };
}

function wrongParameter(kind: FaultKind, given: Readonly<Record<string, unknown>>): string | null {
  const known = { path: "text", ...kind.needs, ...kind.takes } as const;
  const all: Readonly<Record<string, "number" | "text">> = known;
  for (const [name, value] of Object.entries(given)) {
    const type = Object.hasOwn(all, name) ? all[name] : undefined;
    if (type === undefined) {
      return `unknown parameter ${name}; known: account, times, forMs, ${Object.keys(all).join(", ")}`;
    }
    const fits =
      type === "number" ? typeof value === "number" && value >= 0 : typeof value === "string" && value !== "";
    if (!fits) return `${name} must be a ${type === "number" ? "number, 0 or more" : "text"}, not ${shown(value)}`;
  }
  const missing = Object.keys(kind.needs ?? {}).filter((name) => given[name] === undefined);
  return missing.length > 0 ? `missing: ${missing.join(", ")}` : null;
}

function isCount(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && Number(value) > 0);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function wrong(error: string): Added {
  return { ok: false, error };
}
