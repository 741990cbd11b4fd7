import { judge, type Verdict } from "../asked/preflight-judge.ts";
import { priced } from "../asked/price.ts";
import type { Tried } from "../outbound/batch.ts";
import type { Schema } from "../record.ts";
import { withKept } from "../rules/kept.ts";
import { memberRows } from "../store/causes.ts";
import { linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import { readSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { checked } from "./checked.ts";
import { editOf, ruleOf } from "./edits.ts";
import { offersFor } from "./offers.ts";
import type { Scoped } from "./scoped.ts";
import type { Cut, RepairAnswer, RepairScope, RepairTrial } from "./seam.ts";
import { type Situation, situationOf } from "./situation.ts";

/** More are counted by these. */
const MOST = 2_000;
const CHUNK = 500;
const SHOWN = 3;

/** Plans what an answer would send, with the code that sends it, against the CRM's description of now. Writes nothing. */
export async function tryRepair(
  worker: Worker,
  scope: RepairScope,
  scoped: Scoped,
  given: RepairAnswer,
): Promise<RepairTrial> {
  const situation = await situationOf(worker, scoped, true);
  const told = checked(situation, await offersFor(situation), given);
  const { cause, mark } = scoped;
  const none = { scope, answer: given, mark, records: cause.records, mends: 0, rest: [], shown: [] };
  if (!told.ok) return { ...none, calls: 0, callsLeft: null, aboutMs: 0, problems: { ...told.problems, "": told.why } };
  const { answer } = told;
  const tried = triedBy(situation, answer);
  const { verdicts, shown } = await judged(situation, answer, tried);
  const calls = await callsOf(situation, verdicts);
  const job = { connection: cause.connection, records: cause.records, calls };
  const { callsLeft, aboutMs } = await worker.store.read((sql) => priced(sql, worker, [job], "person"));
  const wrong = verdicts.filter((each) => !isWell(each));
  const share = verdicts.length === 0 ? 1 : (verdicts.length - wrong.length) / verdicts.length;
  return {
    ...none,
    answer,
    mends: verdicts.length < cause.records ? Math.round(share * cause.records) : verdicts.length - wrong.length,
    rest: restOf(wrong),
    shown,
    calls,
    callsLeft,
    aboutMs,
    problems: {},
  };
}

/** The mapping and the records as they would be. */
function triedBy(situation: Situation, answer: RepairAnswer): Tried {
  const rule = ruleOf(situation, answer);
  const edit = editOf(situation, answer);
  const map = rule
    ? withKept(situation.map, [
        { ...rule, ...unsaved, connection: situation.cause.connection, object: situation.cause.object },
      ])
    : undefined;
  return { map, ...(edit ? { edit } : {}) };
}

const unsaved = { id: "", by: "", at: 0, records: 0, undone: null } as const;

/** What only a person's word or the CRM's answer can tell is taken as mended. */
const JUDGED: ReadonlySet<RepairAnswer["kind"]> = new Set(["pick", "fill", "cut", "owner", "remap", "unmap", "again"]);

async function judged(
  { worker, cause, members, schema }: Situation,
  answer: RepairAnswer,
  tried: Tried,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly shown: readonly Cut[] }> {
  const { store, ports } = worker;
  const { connection, object } = cause;
  if (cause.direction === "inbound" || schema === null) return { verdicts: [], shown: [] };
  const ids = (await store.read((sql) => memberRows(sql, members, MOST))).map((row) => row.subject);
  const schemas = await store.read((sql) => schemasAt(sql, worker, connection, schema));
  const target = { worker, connection, schemas, tried: { object, as: tried } };
  const verdicts: Verdict[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    await ports.clock.turn?.();
    const some = ids.slice(from, from + CHUNK);
    verdicts.push(...(await store.read((sql) => judge({ ...sql, lock: "" }, target, object, some))));
  }
  const shown = await store.read((sql) => changesOf({ ...sql, lock: "" }, object, ids.slice(0, SHOWN), answer, tried));
  return { verdicts: JUDGED.has(answer.kind) ? verdicts : verdicts.map((each) => ({ ...each, faults: [] })), shown };
}

/** Parents are judged by their own descriptions. */
async function schemasAt(
  sql: Sql,
  worker: Worker,
  connection: string,
  own: Schema,
): Promise<ReadonlyMap<string, Schema>> {
  const schemas = new Map<string, Schema>();
  for (const object of worker.connections.get(connection).settings.objects) {
    const known = await readSchema(sql, connection, object);
    if (known) schemas.set(object, known.schema);
  }
  return schemas.set(own.object, own);
}

async function changesOf(
  sql: Sql,
  object: string,
  ids: readonly string[],
  answer: RepairAnswer,
  { edit }: Tried,
): Promise<readonly Cut[]> {
  const fields = "field" in answer ? [answer.field] : answer.kind === "fill" ? Object.keys(answer.values) : [];
  const records = await readRecords(sql, object, ids);
  return [...records.values()].flatMap((record) => {
    const after = edit ? edit(record) : record.fields;
    return fields.flatMap((field) => {
      const [was, is] = [record.fields[field] ?? "", after[field] ?? ""].map(String);
      const told = answer.kind === "pick" && answer.keep ? answer.value : (is ?? "");
      return was === told ? [] : [{ subject: record.id, before: was ?? "", after: told }];
    });
  });
}

function isWell({ kind, faults }: Verdict): boolean {
  return (
    kind === "same" ||
    kind === "left_out" ||
    (kind === "write" && faults.length === 0) ||
    (kind === "refused" && faults.length === 0)
  );
}

function restOf(wrong: readonly Verdict[]): RepairTrial["rest"] {
  const groups = Map.groupBy(
    wrong.flatMap((each) => each.faults.slice(0, 1)),
    (fault) => `${fault.reason} ${fault.field ?? ""}`,
  );
  return [...groups.values()]
    .flatMap((group) => group.slice(0, 1).map(({ reason, field }) => ({ reason, field, records: group.length })))
    .sort((a, b) => b.records - a.records);
}

/** M6: the description, reading before and after, and the writes, in the CRM's own batches. */
async function callsOf({ worker, cause }: Situation, verdicts: readonly Verdict[]): Promise<number> {
  const { connection, object } = cause;
  const { provider } = worker.connections.get(connection);
  if (cause.direction === "inbound") {
    return provider.calls({ op: "describe", object }) + provider.calls({ op: "read", object, count: cause.records });
  }
  const { batch } = provider.limits;
  let sum = provider.calls({ op: "describe", object });
  for (let from = 0; from < cause.records; from += batch) {
    const some = verdicts.slice(from, from + batch);
    const ids = some.map((each) => each.recordId);
    const linked = await worker.store.read((sql) => linksByRecord(sql, object, ids, connection));
    const writes = some.flatMap(({ write, lands }) => (write && lands ? [write] : []));
    const creates = writes.filter((write) => write.op === "create").length;
    if (linked.length > 0) sum += provider.calls({ op: "read", object, count: linked.length });
    if (creates > 0) sum += provider.calls({ op: "find", object, by: "email", count: creates });
    if (writes.length > 0)
      sum +=
        provider.calls({ op: "push", object, writes }) + provider.calls({ op: "read", object, count: writes.length });
  }
  return sum;
}
