import type { ServiceName } from "../service.ts";

/** One request that reached a service. */
export interface Call {
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Records written, or records in the answer. */
  readonly records: number;
}

interface CallLog {
  calls: Call[];
  seq: number;
  /** Requests refused because a limit was used up. */
  refused: number;
}

export type CallLogs = Map<ServiceName, CallLog>;

/** The log of a service; it is made when first asked for. */
export function callLog(logs: CallLogs, service: ServiceName): CallLog {
  const known = logs.get(service);
  if (known !== undefined) return known;
  const made: CallLog = { calls: [], seq: 0, refused: 0 };
  logs.set(service, made);
  return made;
}

const longestLog = 50_000;

export function logCall(log: CallLog, call: Omit<Call, "seq">): void {
  log.seq += 1;
  log.calls.push({ seq: log.seq, ...call, path: withoutSecrets(call.path) });
  if (log.calls.length > longestLog) log.calls = log.calls.slice(longestLog / 2);
}

export function callsSince(log: CallLog, seq: number): readonly Call[] {
  return log.calls.filter((call) => call.seq > seq);
}

/** A path without tokens, codes and secrets. */
function withoutSecrets(path: string): string {
  return path
    .replace(/([?&](?:oauth_token|token|access_token|refresh_token|code|client_secret|code_verifier)=)[^&]*/g, "$1***")
    .replace(/((?:access|refresh)-tokens\/)[^/?]+/g, "$1***");
}
