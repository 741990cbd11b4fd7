import { planBatch, type Tried } from "../outbound/batch.ts";
import { type OutboundRules, type Planned, planWrite, type Refused } from "../outbound/plan.ts";
import type { Write } from "../provider.ts";
import { reason } from "../reasons.ts";
import type { ObjectName, Schema } from "../record.ts";
import { unoffered } from "../rules/dependent.ts";
import { type Fault, lint, mendFor } from "../rules/lint.ts";
import { owedAmong } from "../store/count-values.ts";
import { heldRecords } from "../store/held.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** What would become of one record: `faults` are empty when the CRM would take it, as far as its description tells. */
export interface Verdict {
  readonly recordId: string;
  /** same = nothing would be sent; left_out = by a rule of ours. */
  readonly kind: "write" | "same" | "left_out" | "refused";
  readonly write: Write | null;
  readonly faults: readonly Fault[];
  /** What the CRM would take, though it looks wrong. */
  readonly remarks?: readonly Fault[];
  /** The CRM would take the record, though perhaps without a field or two. */
  readonly lands: boolean;
}

/** Where records would go. */
export interface Target {
  readonly worker: Worker;
  readonly connection: string;
  /** The CRM's description of each object that is known. */
  readonly schemas: ReadonlyMap<ObjectName, Schema>;
  /** What is not so yet and is only tried, of the object that is asked about. */
  readonly tried?: { readonly object: ObjectName; readonly as: Tried } | undefined;
}

/** Chains of parents longer than this are not followed: then the child counts as one that waits. */
const depth = 3;
/** Stands for the id that a parent will have once it has landed. */
const toCome = "to come";

/** Plans the writes of these records as a push would, and lints each; parents that will land count as there. */
export async function judge(
  sql: Sql,
  target: Target,
  object: ObjectName,
  ids: readonly string[],
  left = depth,
): Promise<readonly Verdict[]> {
  const { worker, connection, schemas } = target;
  const schema = schemas.get(object);
  if (!schema || ids.length === 0) return [];
  const tried = target.tried?.object === object ? target.tried.as : undefined;
  const lease = { connection, fence: 0 };
  const { planned, rules } = await planBatch(sql, worker, lease, rowsOf(ids, object), schema, tried);
  const settled = await withParents(sql, target, planned, rules, left);
  const inactive = await inactiveOwners(sql, settled, rules);
  return settled.map((each) => verdictOf(each, schema, rules, inactive));
}

function verdictOf(
  planned: Planned,
  schema: Schema,
  { map }: OutboundRules,
  inactive: ReadonlyMap<string, Fault>,
): Verdict {
  const { recordId } = planned.row;
  const faultOf = ({ reason: code, field, detail }: Refused): Fault => {
    const remote = map.find((each) => each.field === field)?.remote ?? field;
    const described = remote === null ? undefined : schema.fields[remote];
    return {
      reason: code,
      field: remote,
      detail: sentence(described?.label ?? remote, detail),
      mend: mendFor(code, described),
    };
  };
  if (planned.kind === "nothing") return { recordId, kind: "same", write: null, faults: [], lands: false };
  if (planned.kind === "refused") {
    const meant = reason(planned.why.reason).action === "skip";
    const faults = meant ? [] : [faultOf(planned.why)];
    return { recordId, kind: meant ? "left_out" : "refused", write: null, faults, lands: false };
  }
  const { write, left } = planned;
  const owner = inactive.get(recordId);
  const unsent = left ? [faultOf(left)] : [];
  // What is left out for a reason of its own is not merely empty.
  const linted = lint(write, schema);
  const told = linted.filter((fault) => fault.field === null || fault.field !== unsent[0]?.field);
  const faults = [...told, ...(owner ? [owner] : []), ...unsent];
  const remarks = unoffered(write, schema);
  return { recordId, kind: "write", write, faults, remarks, lands: linted.length === 0 && !owner };
}

/** What the mapping says is a part of a sentence: "not a number". */
function sentence(label: string | null, detail: string): string {
  return label === null || !/^[a-z0-9]/.test(detail) ? detail : `${label}: ${detail}.`;
}

/** A parent that waits to be sent and would be taken is there when its children's turn comes (REF_NOT_SYNCED_YET). */
async function withParents(
  sql: Sql,
  target: Target,
  planned: readonly Planned[],
  rules: OutboundRules,
  left: number,
): Promise<readonly Planned[]> {
  if (left === 0) return planned;
  const parents = new Map([...rules.parents].map(([object, known]) => [object, new Map(known)]));
  const asked = new Set<string>();
  let all = planned;
  for (;;) {
    const wanted = orphansOf(all, rules).filter(({ object, id }) => !asked.has(`${object}\n${id}`));
    if (wanted.length === 0) return all;
    for (const { object, id } of wanted) asked.add(`${object}\n${id}`);
    for (const [object, some] of Map.groupBy(wanted, (one) => one.object)) {
      const ids = [...new Set(some.map((one) => one.id))];
      const owed = await owedAmong(sql, { connection: target.connection, object }, ids);
      const verdicts = await judge(sql, target, object, [...owed], left - 1);
      const known = parents.get(object) ?? new Map<string, string>();
      for (const { recordId, lands } of verdicts) if (lands) known.set(recordId, toCome);
      parents.set(object, known);
    }
    const again = new Set(orphansOf(all, rules).map((one) => one.child));
    const object = all[0]?.row.object ?? "";
    const held = await heldRecords(sql, object, [...again], target.connection);
    all = all.map((each) => {
      const own = held.get(each.row.recordId);
      return own ? planWrite(each.row, own, { ...rules, parents }) : each;
    });
  }
}

function orphansOf(
  planned: readonly Planned[],
  { map }: OutboundRules,
): readonly { readonly child: string; readonly object: ObjectName; readonly id: string }[] {
  return planned.flatMap((each) => {
    const why = each.kind === "refused" ? each.why : each.kind === "write" ? each.left : null;
    const object = map.find((one) => one.field === why?.field)?.references;
    return why?.parent && object ? [{ child: each.row.recordId, object, id: why.parent }] : [];
  });
}

/** B35: where the workspace knows owners, and whether they are active. */
async function inactiveOwners(
  sql: Sql,
  planned: readonly Planned[],
  { map }: OutboundRules,
): Promise<ReadonlyMap<string, Fault>> {
  const own = map.find((each) => each.references === "owner");
  if (!own) return new Map();
  const owners = planned.flatMap((each) => {
    const owner = each.kind === "write" ? each.sent[own.field] : null;
    return typeof owner === "string" ? [{ child: each.row.recordId, owner }] : [];
  });
  const known = await readRecords(sql, "owner", [...new Set(owners.map((one) => one.owner))]);
  const fault: Fault = {
    reason: "REF_OWNER_INACTIVE",
    field: own.remote,
    detail: "Its owner is not active in the CRM.",
    mend: null,
  };
  return new Map(
    owners.flatMap(({ child, owner }) =>
      isInactive(known.get(owner)?.fields.active) ? [[child, fault] as const] : [],
    ),
  );
}

function isInactive(active: unknown): boolean {
  return active === false || active === 0 || active === "false";
}

/** As if they were owed: all that planning wants to know of a row. */
export function rowsOf(ids: readonly string[], object: string): readonly OutboxRow[] {
  const plain = { object, state: "pending", seq: 0, lane: 1, attempts: 0, since: null } as const;
  return ids.map((recordId) => ({
    ...plain,
    recordId,
    sentAt: null,
    sent: null,
    runId: null,
    proof: false,
    permit: null,
  }));
}
