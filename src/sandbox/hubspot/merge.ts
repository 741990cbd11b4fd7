import type { Answer } from "../crm/crm.ts";
import { apiWrite, merge } from "../crm/writes.ts";
import { type Ask, answer, noContent, refuse } from "./ask.ts";
import { bodies, readBody } from "./body.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { isUniqueProperty, liveRow, show } from "./records.ts";
import { invalid, missingScopes, notFound } from "./refusal.ts";
import { refusalOf } from "./words.ts";

/** A profile may hold this many merged records. */
const mostMerged = 250;

/** `POST …/merge`: the merged-away id leaves every list, also the archived one, and answers as the survivor. */
export function mergeRecords(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.merge);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const table = tableFor(ask.account, type);
  if (!table.schema.write) return refuse(ask.crm, missingScopes([`crm.objects.${type.name}.write`]));
  const { primaryObjectId, objectIdToMerge } = body.value;
  const winner = liveRow(table, primaryObjectId, null);
  const loser = liveRow(table, objectIdToMerge, null);
  if (winner === null || loser === null) return refuse(ask.crm, notFound());
  if (winner.id === loser.id) return refuse(ask.crm, invalid(`Cannot merge ${type.singular} ${winner.id} into itself`));
  const swallowed = String(winner.fields.hs_merged_object_ids ?? "").split(";").length;
  if (swallowed >= mostMerged)
    return refuse(ask.crm, {
      status: 414,
      message: `Cannot have more than ${mostMerged} identities on a profile`,
      category: "VALIDATION_ERROR",
    });
  const done = merge(ask.crm, ask.account, ask.userId, type.name, loser.id, winner.id);
  if (!done.ok) return refuse(ask.crm, notFound());
  return answer(200, show(ask.account, type, done.row, { properties: [...type.shown, "hs_merged_object_ids"] }), 1);
}

/** `POST …/gdpr-delete`: the record is gone for good, also from the archived list. */
export function eraseRecord(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.gdprDelete);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const table = tableFor(ask.account, type);
  const idProperty = body.value.idProperty ?? null;
  if (idProperty !== null && !isUniqueProperty(table, idProperty))
    return refuse(ask.crm, invalid(`${idProperty} is not a unique property of ${type.singular}`));
  const row = liveRow(table, body.value.objectId, idProperty) ?? table.latest.get(body.value.objectId) ?? null;
  if (row === null) return refuse(ask.crm, notFound());
  if (!row.deleted) {
    const change = { op: "delete", type: type.name, id: row.id, fields: {} } as const;
    const done = apiWrite(ask.crm, ask.account, ask.userId, change);
    if (!done.ok) return refuse(ask.crm, refusalOf(done.violations, type, table, "update"));
  }
  if (table.latest.get(row.id)?.deleted === true) ask.portal.erased.add(`${type.name}/${row.id}`);
  return noContent(1);
}
