import { fingerprintOf } from "../connections/fingerprint.ts";
import type { ReasonCode } from "../reasons.ts";
import type { ProviderId, Schema } from "../record.ts";
import { plainValue } from "./plain-value.ts";
import { probePause } from "./retry.ts";
import { isExplained, type Refusal } from "./wake.ts";

/** A record that stands refused, with what was said of it. */
export interface Refused extends Refusal {
  readonly subject: string;
  readonly detail: string;
  readonly lastAt: number;
  /** Of our record, as it is now. */
  readonly version: number;
}

/** What is remembered of one cause; a cause that was never probed is not remembered. */
interface Probe {
  readonly tries: number;
  readonly due: number;
  /** The record that was sent to see whether the cause still holds. */
  readonly out: { readonly subject: string; readonly version: number; readonly at: number } | null;
}

/** Of one object on one connection. Times are milliseconds since 1970. */
export interface Probes {
  readonly lookAt: number;
  /** Until then nothing is due unless something else is refused than what was `seen`. */
  readonly quietUntil: number;
  readonly seen: string;
  /** When the probes of the last day were sent. */
  readonly spent: readonly number[];
  readonly causes: Readonly<Record<string, Probe>>;
}

export const noProbes: Probes = { lookAt: 0, quietUntil: 0, seen: "", spent: [], causes: {} };

/** The CRM's description of the object has changed: whatever else is refused there may have moved, too. */
export function stirred(probes: Probes, now: number): Probes {
  const causes = Object.entries(probes.causes).map(([cause, one]) => [cause, { ...one, tries: 0, due: now }] as const);
  return { ...probes, lookAt: now, quietUntil: now, causes: Object.fromEntries(causes) };
}

/**
 * Reasons that may pass for many records at once without anything to be seen in the CRM's description of the object. What
 * is about one record alone (a twin, a deleted record, its own malformed value) is not among them: only an edit helps.
 */
export const probedReasons: readonly ReasonCode[] = [
  "RULE_VALIDATION",
  "RULE_AUTOMATION",
  "RULE_RECORD_TYPE",
  "DATA_PICKLIST_INVALID",
  "DATA_REQUIRED_MISSING",
  "DATA_TOO_LONG",
  "DATA_INTEGRITY",
  "PERM_OBJECT_WRITE",
  "PERM_FIELD",
  "PERM_RECORD",
  "SCHEMA_FIELD_MISSING",
  "DUP_RULE",
  "REF_INVALID",
  "REF_OWNER_INACTIVE",
  "LIMIT_STORAGE",
  "PROVIDER_TIMEOUT",
  "REC_LOCKED_ROW",
  "BATCH_ROLLED_BACK",
  "ERR_UNKNOWN",
];

const byValue: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "DATA_PICKLIST_INVALID",
  "REF_INVALID",
  "REF_OWNER_INACTIVE",
  "RULE_RECORD_TYPE",
]);

/** The field alone says it: whether the CRM refused it or we held it back, in whatever words, is the same cause. */
const byField: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["PERM_FIELD", "DATA_TOO_LONG", "SCHEMA_FIELD_MISSING"]);

const MINUTE = 60_000;
const DAY = 86_400_000;
const LOOK_MS = 10 * MINUTE;
/** A probe that nobody could send is given up: the connection waits for something else. */
const LOST_MS = 60 * MINUTE;
/** Probes in a day: a hundredth of what stands refused, and so many at least. */
const LEAST_A_DAY = 12;

/** One text for all records that are refused for the same cause: reason, field, and the value or the words without values. */
export function causeOf(refused: Refusal & { readonly detail: string }, provider: ProviderId): string {
  const { reason, field, value, detail } = refused;
  if (byField.has(reason) && field !== null) return [reason, field].join(" ");
  const about =
    byValue.has(reason) && value !== null
      ? plainValue(String(value)).slice(0, 200)
      : fingerprintOf({ provider, code: null, status: null, field: null, detail });
  return [reason, field ?? "-", about].join(" ");
}

export interface ProbeInput {
  readonly provider: ProviderId;
  /** Everything that stands refused for one of `probedReasons`. */
  readonly refused: readonly Refused[];
  readonly before: Probes;
  /** Tells these refusals from others. */
  readonly seen: string;
  readonly schema: Schema;
  readonly now: number;
  /** Of the records that were sent as probes: their version now, and whether they wait for something else. */
  readonly sent: ReadonlyMap<string, { readonly version: number | null; readonly waits: boolean }>;
}

/**
 * What to try again now (M3): of each cause that the schema does not explain one record, with growing pauses and within a
 * daily budget; and all of a cause whose probe went through. Pure.
 */
export function planProbes(input: ProbeInput): { readonly wake: readonly string[]; readonly probes: Probes } {
  const { refused, before, schema, now, provider } = input;
  const clusters = Map.groupBy(
    refused.filter((one) => !isExplained(one, schema)),
    (one) => causeOf(one, provider),
  );
  const spent = before.spent.filter((at) => at > now - DAY);
  const most = Math.max(LEAST_A_DAY, Math.ceil(refused.length / 100));
  const wake: string[] = [];
  const causes: Record<string, Probe> = {};
  let next = Number.MAX_SAFE_INTEGER;
  for (const [cause, members] of clusters) {
    const known = before.causes[cause];
    const judged = known ? judge(known, members, input) : fresh(members);
    if (judged === "passed") {
      wake.push(...members.map((one) => one.subject));
      continue;
    }
    let probe = judged;
    const one = probe.out === null && probe.due <= now && spent.length < most ? oldest(members) : null;
    if (one) {
      wake.push(one.subject);
      spent.push(now);
      probe = { ...probe, out: { subject: one.subject, version: one.version, at: now } };
    }
    if (probe.out !== null || probe.tries > 0) causes[cause] = probe;
    next = Math.min(next, probe.out === null ? Math.max(probe.due, now + MINUTE) : now + MINUTE);
  }
  return { wake, probes: { lookAt: lookAgain(next, now), quietUntil: next, seen: input.seen, spent, causes } };
}

/** New refusals are noticed within ten minutes. */
export function lookAgain(quietUntil: number, now: number): number {
  return Math.min(quietUntil, now + LOOK_MS);
}

/** What became of the record that was sent; "passed" = the cause does not hold any more. */
function judge(probe: Probe, members: readonly Refused[], { sent, now, refused }: ProbeInput): Probe | "passed" {
  const { out, tries } = probe;
  if (out === null) return probe;
  const again = members.find((one) => one.subject === out.subject);
  const isLost = now - out.at > LOST_MS;
  if (again && again.lastAt >= out.at) return { tries: tries + 1, due: now + probePause(tries + 1), out: null };
  const state = sent.get(out.subject);
  if (again || state?.waits) return isLost ? { tries, due: now + probePause(tries), out: null } : probe;
  // Refused for something else now: things are moving there, so another one is tried soon.
  if (refused.some((one) => one.subject === out.subject)) return { tries: 0, due: now + probePause(0), out: null };
  // Somebody edited or deleted it meanwhile: that it is well says nothing of the others.
  return state?.version === out.version ? "passed" : { tries, due: now, out: null };
}

function fresh(members: readonly Refused[]): Probe {
  return { tries: 0, due: Math.min(...members.map((one) => one.lastAt)) + probePause(0), out: null };
}

function oldest(members: readonly Refused[]): Refused | null {
  return members.reduce<Refused | null>(
    (first, one) => (first === null || one.lastAt < first.lastAt ? one : first),
    null,
  );
}
