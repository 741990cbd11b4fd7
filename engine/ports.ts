import type { Request } from "./provider.ts";

/**
 * Everything the engine would otherwise read from globals. In the simulation these come from one seed, so that the
 * same seed gives the same trace.
 */
export interface Ports {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  random(): number;
  /** Cryptographically strong bytes, for seals and sign-in secrets. */
  bytes(length: number): Uint8Array;
  /** A new id that sorts by time, e.g. "run_01k…". */
  id(kind: string): string;
  /** The bare transport: no retries, no redirects. */
  readonly request: Request;
  readonly log: Log;
}

export interface Clock {
  /** Milliseconds since 1970 UTC; may jump. */
  wall(): number;
  /** Milliseconds since some start; never goes back. For limits and waits. */
  mono(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets whatever waits for this process have its turn in the midst of long work; absent where nothing else waits. */
  turn?(): Promise<void>;
}

/** One fixed message plus fields, so that lines can be counted. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
