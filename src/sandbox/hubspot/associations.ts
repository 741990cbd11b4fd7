import type { Answer } from "../crm/crm.ts";
import { type Ask, noContent, refuse } from "./ask.ts";
import { alive, defaults, kindsOf, labelled, shown } from "./association-shapes.ts";
import { typesBetween } from "./association-types.ts";
import { batchAnswer } from "./batch-answer.ts";
import { bodies, readBody, sized } from "./body.ts";
import { join, part } from "./joining.ts";
import { linkedTo } from "./links.ts";
import type { ObjectType } from "./object-types.ts";
import { invalid, missingIds, type RowError, rowError } from "./refusal.ts";

/** `POST /crm/v4/associations/{from}/{to}/batch/create`, up to 2,000 pairs: 201 or 207. */
export function linkBatch(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.link);
  const fit = body.ok ? sized(body.value, 2000) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const results: object[] = [];
  const errors: RowError[] = [];
  for (const { from: one, to: other, types } of fit.value.inputs) {
    const kinds = kindsOf(from, to, types);
    const pair = kinds.ok ? join(ask, from, one.id, to, other.id, kinds.value) : kinds;
    if (pair.ok) results.push(labelled(from, one.id, to, other.id, kinds.ok ? kinds.value : []));
    else errors.push(rowError(pair.refusal, { fromObjectId: [one.id], toObjectId: [other.id] }));
  }
  return batchAnswer(ask, 201, results, errors);
}

/** `…/batch/associate/default`: the association without a label, both ways; 200. */
export function linkDefaultBatch(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.linkDefault);
  const fit = body.ok ? sized(body.value, 2000) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const kind = typesBetween(from.name, to.name).find((one) => !one.primary);
  if (kind === undefined) return refuse(ask.crm, invalid(`${from.singular} and ${to.singular} cannot be associated`));
  const results: object[] = [];
  const errors: RowError[] = [];
  for (const { from: one, to: other } of fit.value.inputs) {
    const pair = join(ask, from, one.id, to, other.id, [kind]);
    if (pair.ok) results.push(...defaults(kind, one.id, other.id));
    else errors.push(rowError(pair.refusal, { fromObjectId: [one.id], toObjectId: [other.id] }));
  }
  return batchAnswer(ask, 200, results, errors);
}

/** `…/batch/read`, up to 1,000 records: what each is associated with. Records that are not there are listed in errors. */
export function readLinks(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.linkRead);
  const fit = body.ok ? sized(body.value, 1000) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const results: object[] = [];
  const missing: string[] = [];
  for (const { id } of fit.value.inputs) {
    const row = alive(ask, from, id);
    const linked = row === null ? [] : linkedTo(ask.account, ask.portal.links, from.name, row.id, to.name);
    if (row === null) missing.push(id);
    else if (linked.length > 0) results.push({ from: { id }, to: linked.map(shown) });
  }
  return batchAnswer(ask, 200, results, missing.length === 0 ? [] : [missingIds(from.singular, missing)]);
}

/** `…/batch/archive`: 204; pairs that are not associated are passed over. */
export function unlinkBatch(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.unlink);
  const fit = body.ok ? sized(body.value, 2000) : body;
  if (!fit.ok) return refuse(ask.crm, fit.refusal);
  const pairs = fit.value.inputs.flatMap(({ from: one, to: others }) =>
    others.map((other) => [one.id, other.id] as const),
  );
  for (const [one, other] of pairs) part(ask, from, one, to, other);
  return noContent(pairs.length);
}
