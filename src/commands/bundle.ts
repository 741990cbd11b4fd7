import type { ConnectionView, Engine, Finding, OutcomeGroup, OutcomeRow } from "../../engine/index.ts";

/** A23, B40: all that somebody who helps from afar needs. It holds no secret and no value of any field. */
export interface Bundle {
  readonly workspace: string;
  readonly version: string | null;
  readonly at: number;
  readonly connection: string;
  readonly provider: string;
  readonly account: { readonly id: string; readonly name: string; readonly sandbox: boolean } | null;
  readonly health: ConnectionView["health"]["state"];
  readonly lastSuccessAt: number | null;
  readonly pending: number;
  readonly directions: { readonly import: boolean; readonly export: boolean };
  readonly findings: readonly Finding[];
  /** How many records stand wrong, by object, direction and reason. */
  readonly reasons: readonly Pick<OutcomeGroup, "object" | "direction" | "outcome" | "reason" | "records">[];
  /** The records that failed last. */
  readonly records: readonly Pick<
    OutcomeRow,
    "object" | "direction" | "subject" | "reason" | "code" | "status" | "lastAt"
  >[];
  /** Errors that the catalogue does not know, without their words. */
  readonly unknown: readonly {
    readonly fingerprint: string;
    readonly code: string | null;
    readonly status: number | null;
    readonly times: number;
    readonly lastAt: number;
  }[];
}

const RECORDS = 5;
const UNKNOWN = 5;

export async function readBundle(
  engine: Engine,
  view: ConnectionView,
  around: { readonly now: number; readonly version: string | null },
): Promise<Bundle> {
  const { name: connection, provider, identity, health, lastSuccessAt, pending } = view;
  const own = engine.settings.connections.find((each) => each.name === connection);
  const findings = await engine.diagnose(connection);
  const groups = (await engine.failures()).filter((group) => group.connection === connection);
  const failed = await engine.outcomes({ connection, outcome: "failed", limit: RECORDS });
  const unknown = (await engine.unknowns(100)).filter((one) => one.provider === provider);
  return {
    workspace: engine.settings.workspace,
    version: around.version,
    at: around.now,
    connection,
    provider,
    account: identity && { id: identity.id, name: identity.name, sandbox: identity.sandbox },
    health: health.state,
    lastSuccessAt,
    pending,
    directions: { import: own?.import ?? false, export: own?.export ?? false },
    findings: findings.map((one) => ({ ...one, todo: one.todo?.replaceAll("NAME", connection) ?? null })),
    reasons: groups.map(({ object, direction, outcome, reason, records }) => ({
      object,
      direction,
      outcome,
      reason,
      records,
    })),
    records: failed.map(({ object, direction, subject, reason, code, status, lastAt }) => ({
      object,
      direction,
      subject,
      reason,
      code,
      status,
      lastAt,
    })),
    unknown: unknown.slice(0, UNKNOWN).map(({ fingerprint, code, status, times, lastAt }) => ({
      fingerprint,
      code,
      status,
      times,
      lastAt,
    })),
  };
}
