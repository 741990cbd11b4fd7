import type { Answer } from "../crm/crm.ts";
import { apiWrite } from "../crm/writes.ts";
import { type Ask, noContent, refuse } from "./ask.ts";
import { batchAnswer } from "./batch-answer.ts";
import { bodies, readBody, sized } from "./body.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { isUniqueProperty, liveRow, type Shown, show } from "./records.ts";
import { invalid, missingIds, type Refusal } from "./refusal.ts";
import { refusalOf } from "./words.ts";
import { isLocked } from "./write-record.ts";

/** `POST …/batch/read`: fresh values of up to 100 records; ids that name none are listed in one error, with 207. */
export function readBatch(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.batchRead);
  const fit = body.ok ? sized(body.value, 100) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const { inputs, properties, propertiesWithHistory } = fit.value;
  const idProperty = fit.value.idProperty ?? null;
  const table = tableFor(ask.account, type);
  if (idProperty !== null && !isUniqueProperty(table, idProperty))
    return refuse(ask.crm, invalid(`${idProperty} is not a unique property of ${type.singular}`));
  const archived = ask.query.get("archived") === "true";
  const wanted = { properties: properties ?? [], history: propertiesWithHistory ?? [] };
  const results = new Map<string, Shown>();
  const missing: string[] = [];
  for (const { id } of inputs) {
    const row = archived ? (table.latest.get(id) ?? null) : liveRow(table, id, idProperty);
    const erased = row !== null && ask.portal.erased.has(`${type.name}/${row.id}`);
    if (row === null || erased || row.deleted !== archived || row.mergedInto !== null) missing.push(id);
    else results.set(row.id, show(ask.account, type, row, wanted));
  }
  const errors = missing.length === 0 ? [] : [missingIds(type.singular, missing)];
  return batchAnswer(ask, 200, [...results.values()], errors);
}

/** `POST …/batch/archive`: 204, also for ids that name no record. */
export function archiveBatch(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.batchIds);
  const fit = body.ok ? sized(body.value, 100) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const table = tableFor(ask.account, type);
  const rows = fit.value.inputs.flatMap(({ id }) => liveRow(table, id, null) ?? []);
  // Held records first: a batch that meets one must not have archived anything before.
  const ordered = [...rows].sort((a, b) => Number(isLocked(ask, type, b.id)) - Number(isLocked(ask, type, a.id)));
  let refusal: Refusal | null = null;
  let records = 0;
  for (const row of ordered) {
    const done = apiWrite(ask.crm, ask.account, ask.userId, { op: "delete", type: type.name, id: row.id, fields: {} });
    if (done.ok) records += 1;
    else refusal ??= refusalOf(done.violations, type, table, "update");
    if (refusal !== null) return refuse(ask.crm, refusal);
  }
  return noContent(records);
}
