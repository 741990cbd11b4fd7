import type { Trouble } from "../provider.ts";
import type { ReasonCode } from "../reasons.ts";
import type { ProviderId } from "../record.ts";
import type { Sql } from "../store/sql.ts";
import { countUnknown } from "../store/unknowns.ts";
import { fingerprintOf } from "./fingerprint.ts";

type Told = Pick<Trouble, "reason" | "detail" | "field" | "code" | "status">;

/** The code of a write that the CRM accepted and does not hold: nothing of that is unknown but the cause. */
export const NOT_STORED = "NOT_STORED";

const unknownReasons: ReadonlySet<ReasonCode> = new Set(["ERR_UNKNOWN", "RUN_UNKNOWN", "SKIP_UNKNOWN"]);

/** Counts what the catalogue could not name, one row for each cause, in the transaction that `sql` belongs to. */
export async function countUnknowns(
  sql: Sql,
  { provider, at }: { readonly provider: ProviderId; readonly at: number },
  troubles: readonly Told[],
): Promise<void> {
  const causes = new Map<string, { first: Told; times: number }>();
  for (const trouble of troubles) {
    if (!unknownReasons.has(trouble.reason) || trouble.code === NOT_STORED) continue;
    const { code, status, detail, field } = trouble;
    const fingerprint = fingerprintOf({ provider, code, status, detail, field });
    const known = causes.get(fingerprint);
    causes.set(fingerprint, { first: known?.first ?? trouble, times: (known?.times ?? 0) + 1 });
  }
  for (const [fingerprint, { first, times }] of causes) {
    const { code, status, detail } = first;
    await countUnknown(sql, { provider, fingerprint, code, status, sample: detail, at, times });
  }
}
