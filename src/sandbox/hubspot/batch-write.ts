import type { Answer } from "../crm/crm.ts";
import type { Row } from "../crm/table.ts";
import { type Ask, refuse } from "./ask.ts";
import { batchAnswer } from "./batch-answer.ts";
import { bodies, readBody, sized } from "./body.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { afterWrite } from "./record-writes.ts";
import { isUniqueProperty, liveRow, show } from "./records.ts";
import { type Context, invalid, missingIds, type Refusal, type RowError, rowError } from "./refusal.ts";
import { isLocked, refusalBefore, repeatedKeys, type Write, writeRecord } from "./write-record.ts";

const most = 100;

/** One input of a batch: what to write, or an id that names no record. */
interface Entry {
  readonly trace: string | null;
  readonly id: string;
  readonly write: Write | null;
}

/** `POST …/batch/create`: 201, or 207 when every input bears a trace id of its own and some were refused. */
export function createBatch(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.batchCreate);
  const fit = body.ok ? sized(body.value, most) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const entries = fit.value.inputs.map(({ properties, associations, objectWriteTraceId }) => ({
    trace: objectWriteTraceId ?? null,
    id: "",
    write: { row: null, properties, associations },
  }));
  const repeated = isTraced(entries)
    ? []
    : repeatedKeys(
        tableFor(ask.account, type),
        entries.map((entry) => entry.write),
      );
  if (repeated.length > 0) return refuse(ask.crm, duplicates(repeated));
  return run(ask, type, entries, { status: 201, saysNew: false });
}

/** `POST …/batch/update`: by the record's own id or a custom unique property; contacts not by e-mail. */
export function updateBatch(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.batchUpdate);
  const fit = body.ok ? sized(body.value, most) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const table = tableFor(ask.account, type);
  const bad = fit.value.inputs.find(
    ({ idProperty }) => idProperty && (!isUniqueProperty(table, idProperty) || idProperty === type.key),
  );
  if (bad !== undefined) return refuse(ask.crm, notUnique(type));
  const entries = fit.value.inputs.map(({ id, idProperty, properties, objectWriteTraceId }) => {
    const row = liveRow(table, id, idProperty ?? null);
    return {
      trace: objectWriteTraceId ?? null,
      id,
      write: row === null ? null : { row, properties, associations: [] },
    };
  });
  return run(ask, type, entries, { status: 200, saysNew: false });
}

/** `POST …/batch/upsert`: finds by `idProperty` and creates what it does not find; says which are new. */
export function upsertBatch(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.batchUpdate);
  const fit = body.ok ? sized(body.value, most) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const table = tableFor(ask.account, type);
  const bad = fit.value.inputs.find(({ idProperty }) => idProperty && !isUniqueProperty(table, idProperty));
  if (bad !== undefined) return refuse(ask.crm, notUnique(type));
  const entries = fit.value.inputs.map(({ id, idProperty, properties, objectWriteTraceId }): Entry => {
    const row = liveRow(table, id, idProperty ?? null);
    const trace = objectWriteTraceId ?? null;
    if (row !== null) return { trace, id, write: { row, properties, associations: [] } };
    if (!idProperty || idProperty === "hs_object_id") return { trace, id, write: null };
    return {
      trace,
      id: `${idProperty}=${id}`,
      write: { row: null, properties: { [idProperty]: id, ...properties }, associations: [] },
    };
  });
  return run(ask, type, entries, { status: 200, saysNew: true });
}

function run(
  ask: Ask,
  type: ObjectType,
  entries: readonly Entry[],
  how: { status: 200 | 201; saysNew: boolean },
): Answer {
  const twice = repeatedIds(entries);
  if (twice.length > 0) return refuse(ask.crm, duplicates(twice));
  const traced = isTraced(entries);
  const refusal = traced ? null : wholeRefusal(ask, type, entries);
  if (refusal !== null) return refuse(ask.crm, refusal);
  const results: object[] = [];
  const errors: RowError[] = [];
  const missing: string[] = [];
  for (const entry of entries) {
    const mark: Context = traced && entry.trace !== null ? { objectWriteTraceId: [entry.trace] } : {};
    if (entry.write === null) {
      if (traced) errors.push({ ...missingIds(type.singular, [entry.id]), context: { ids: [entry.id], ...mark } });
      else missing.push(entry.id);
      continue;
    }
    const written = writeRecord(ask, type, entry.write);
    if (written.ok) results.push(shown(ask, type, entry, written.value, how.saysNew));
    else errors.push(rowError(written.refusal, mark));
  }
  if (missing.length > 0) errors.push(missingIds(type.singular, missing));
  return batchAnswer(ask, how.status, results, errors);
}

function shown(ask: Ask, type: ObjectType, entry: Entry, row: Row, saysNew: boolean): object {
  return {
    ...show(ask.account, type, row, afterWrite(type, entry.write?.properties ?? {})),
    ...(entry.trace !== null && { objectWriteTraceId: entry.trace }),
    ...(saysNew && { new: entry.write?.row === null }),
  };
}

/** Without trace ids a batch is done whole or not at all; only the first bad row is named. */
function wholeRefusal(ask: Ask, type: ObjectType, entries: readonly Entry[]): Refusal | null {
  for (const { write } of entries) {
    if (write === null) continue;
    const refusal = refusalBefore(ask, type, write);
    if (refusal !== null) return refusal;
    if (write.row === null || !isLocked(ask, type, write.row.id)) continue;
    const written = writeRecord(ask, type, write);
    if (!written.ok) return written.refusal;
  }
  return null;
}

function isTraced(entries: readonly { readonly trace: string | null }[]): boolean {
  const traces = entries.flatMap(({ trace }) => (trace === null || trace === "" ? [] : [trace]));
  return new Set(traces).size === entries.length;
}

function repeatedIds(entries: readonly Entry[]): readonly string[] {
  const ids = entries.map((entry) => entry.write?.row?.id ?? entry.id.toLowerCase()).filter((id) => id !== "");
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}

function duplicates(ids: readonly string[]): Refusal {
  return invalid(`Duplicate IDs found in batch input: [${ids.join(", ")}]`);
}

function notUnique(type: ObjectType): Refusal {
  return invalid(`Unable to perform update/upsert by non-unique ${type.id} property`);
}
