import type { ReasonCode } from "../../engine/reasons.ts";
import type { ProviderId } from "../../engine/record.ts";
import type { Recorded } from "./bodies.ts";
import type { TestSource } from "./read-tests.ts";

/** A test that reaches a code that we decide ourselves: its file and its title, without the numbers at its end. */
export interface OwnTest {
  readonly file: string;
  readonly title: string;
}

export interface Claims {
  readonly codes: readonly ReasonCode[];
  readonly providers: readonly ProviderId[];
  readonly recorded: readonly Recorded[];
  /** Decided by us, whatever the CRM. */
  readonly own: Readonly<Partial<Record<ReasonCode, OwnTest>>>;
  /** The source that says that this CRM has no such answer. */
  readonly cannot: Readonly<Partial<Record<ProviderId, Readonly<Partial<Record<ReasonCode, string>>>>>>;
  /** What is missing until a test reaches it. */
  readonly open: Readonly<Partial<Record<ReasonCode, string>>>;
  /** Those that the engine's code names outside the catalogue. */
  readonly written: ReadonlySet<string>;
}

/** How the sentence of an open reason begins that the engine's code does not name yet; it is held to that. */
const NOWHERE = "written nowhere";

/** How a code is reached at a CRM; `nothing` is a fault. */
export type Reach =
  | { readonly by: "bodies"; readonly bodies: readonly Recorded[] }
  | { readonly by: "own"; readonly test: OwnTest }
  | { readonly by: "cannot"; readonly source: string }
  | { readonly by: "open"; readonly missing: string }
  | { readonly by: "nothing" };

export interface ReachRow {
  readonly code: ReasonCode;
  readonly provider: ProviderId;
  readonly reach: Reach;
}

export function reachRows(claims: Claims): readonly ReachRow[] {
  return claims.codes.flatMap((code) =>
    claims.providers.map((provider) => ({ code, provider, reach: reachOf(code, provider, claims) })),
  );
}

/** The CRM's own words come first, then why there are none, then what we decide. */
function reachOf(code: ReasonCode, provider: ProviderId, { recorded, own, cannot, open }: Claims): Reach {
  const bodies = recorded.filter((one) => one.provider === provider && one.trouble.reason === code);
  if (bodies.length > 0) return { by: "bodies", bodies };
  const source = cannot[provider]?.[code];
  if (source !== undefined) return { by: "cannot", source };
  const test = own[code];
  if (test) return { by: "own", test };
  const missing = open[code];
  return missing === undefined ? { by: "nothing" } : { by: "open", missing };
}

/** How many of the bodies have no name in the catalogue, from 0 to 1. */
export function unknownShare(recorded: readonly Recorded[]): number {
  return recorded.filter(({ trouble }) => trouble.reason === "ERR_UNKNOWN").length / Math.max(1, recorded.length);
}

/** What is wrong with the table, one sentence each; empty = it holds. */
export function reachFaults(claims: Claims, tests: readonly TestSource[]): readonly string[] {
  const rows = reachRows(claims);
  const share = unknownShare(claims.recorded);
  return [
    ...rows
      .filter(({ reach }) => reach.by === "nothing")
      .map(
        ({ code, provider }) =>
          `${code}: ${provider} has no body that reaches it, no source that says that it cannot be, and no test of ours`,
      ),
    ...Object.entries(claims.own).flatMap(([code, own]) => wrongTest(code, own, tests)),
    ...claims.codes.flatMap((code) => wrongClaims(code, claims)),
    ...claims.codes
      .filter(
        (code) => claims.open[code] !== undefined && !rows.some((row) => row.code === code && row.reach.by === "open"),
      )
      .map((code) => `${code}: it is reached at every CRM: take it out of the open ones`),
    ...claims.codes
      .filter((code) => claims.open[code]?.startsWith(NOWHERE) && claims.written.has(code))
      .map((code) => `${code}: the engine writes it now: name the test that reaches it in test/features/own.ts`),
    ...(share >= 0.01 ? [`${(share * 100).toFixed(1)} % of the recorded bodies have no name; less than 1 % may`] : []),
  ];
}

function wrongTest(code: string, { file, title }: OwnTest, tests: readonly TestSource[]): readonly string[] {
  const found = tests.filter((one) => one.file === file && one.names.at(-1)?.startsWith(title));
  if (found.length === 0) return [`${code}: there is no test “${title}” in ${file}`];
  if (!found.some((one) => one.code.includes(code)))
    return [`${code}: the test “${title}” in ${file} does not name it`];
  return [];
}

/** A claim that the bodies or the tests contradict would hide what is reached, or what is not. */
function wrongClaims(code: ReasonCode, { recorded, cannot, providers }: Claims): readonly string[] {
  const refuted = providers.filter(
    (id) =>
      cannot[id]?.[code] !== undefined && recorded.some((one) => one.provider === id && one.trouble.reason === code),
  );
  return refuted.map((id) => `${code}: ${id} is said not to produce it, but a recorded body does`);
}
