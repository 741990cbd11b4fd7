import type { InboundRules } from "../inbound/recall.ts";
import type { WorkspaceRecord } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import type { Lane } from "../throttle.ts";
import type { Worker } from "../worker.ts";
import { adopt, findTwins, type Twins } from "./lookup.ts";
import type { Batch, Refused, Writing } from "./plan.ts";
import type { Settlement } from "./settle.ts";

export type Screened = Pick<Settlement, "refused" | "idle" | "waiting"> & { readonly writing: readonly Writing[] };

/**
 * Before anything is created, the CRM is asked whether it has it already: somebody may have made it since the last poll.
 * One twin is linked and the row looked at again; several, or one that belongs to another record of ours, are for a
 * person to sort out. Null = the CRM does not answer now.
 */
export async function withoutTwins(
  worker: Worker,
  lease: Lease,
  lane: Lane,
  { planned, held, rules }: Batch,
  inbound: InboundRules,
): Promise<Screened | null> {
  const writing = planned.filter((each) => each.kind === "write");
  const refused = planned.filter((each) => each.kind === "refused").map(({ row, why }) => ({ row, why }));
  const idle = planned.filter((each) => each.kind === "nothing").map(({ row, why }) => ({ row, why }));
  // Somebody who has seen the twin may want a second one all the same.
  const isNew = (each: Writing) => each.write.op === "create" && each.row.permit !== "anyway";
  const fresh = writing
    .filter(isNew)
    .map((each) => held.get(each.row.recordId)?.record)
    .filter((record) => record !== undefined);
  if (fresh.length === 0) return { writing, refused, idle, waiting: [] };

  const before = writing.filter((each) => isNew(each) && each.row.sentAt !== null);
  const sentBefore = new Map(before.map(({ row }) => [row.recordId, row.sent]));
  const found = await findTwins(worker, lease, lane, fresh, { inbound, outbound: rules, sentBefore });
  if (!found.ok) return null;
  if (found.value.size === 0) return { writing, refused, idle, waiting: [] };
  const linked = await worker.leases.write(lease, (sql) => adopt(sql, found.value, inbound, sentBefore));
  const twinned = writing.filter((each) => isNew(each) && found.value.has(each.row.recordId));
  const clashes = twinned.filter((each) => !linked.has(each.row.recordId));
  return {
    writing: writing.filter((each) => !twinned.includes(each)),
    refused: [...refused, ...clashes.map((each) => ({ row: each.row, why: clash(each, found.value, fresh) }))],
    idle,
    waiting: twinned.filter((each) => linked.has(each.row.recordId)).map((each) => each.row),
  };
}

function clash(
  each: Writing,
  twins: Twins,
  fresh: readonly WorkspaceRecord[],
): Refused & { existingId: string | null } {
  const remotes = twins.get(each.row.recordId) ?? [];
  const [remote] = remotes;
  const alike =
    fresh.length > 1 &&
    [...twins].filter(([, others]) => others.some((one) => one.externalId === remote?.externalId)).length > 1;
  const several = remotes.length > 1;
  return {
    reason: several ? "DUP_AMBIGUOUS" : "DUP_UNIQUE",
    detail: several
      ? "Several records of the CRM match it."
      : alike
        ? "Another record of ours matches the same record of the CRM."
        : "The CRM has it already, linked to another record of ours or left out of the sync.",
    field: null,
    parent: null,
    existingId: remote?.externalId ?? null,
  };
}
