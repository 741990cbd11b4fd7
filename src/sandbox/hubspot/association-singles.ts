import type { Answer } from "../crm/crm.ts";
import { type Ask, answer, noContent, refuse } from "./ask.ts";
import { alive, defaults, kindsOf, labelled, shown, spec } from "./association-shapes.ts";
import { typesBetween } from "./association-types.ts";
import { batchAnswer } from "./batch-answer.ts";
import { bodies, readBody } from "./body.ts";
import { join, part } from "./joining.ts";
import { linkedTo } from "./links.ts";
import type { ObjectType } from "./object-types.ts";
import { invalid, notFound } from "./refusal.ts";

/** `GET …/labels`: the kinds of associations between two types. */
export function listLabels(_: Ask, from: ObjectType, to: ObjectType): Answer {
  return answer(200, { results: typesBetween(from.name, to.name).map(spec) });
}

/** `GET /crm/v4/objects/{from}/{id}/associations/{to}`. */
export function listLinks(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const row = alive(ask, from, ask.params.id ?? "");
  if (row === null) return refuse(ask.crm, notFound());
  const linked = linkedTo(ask.account, ask.portal.links, from.name, row.id, to.name);
  const limit = Number(ask.query.get("limit") ?? 500);
  const start = linked.findIndex((one) => one.id === ask.query.get("after")) + 1;
  const page = linked.slice(start, start + limit);
  const last = start + page.length < linked.length ? page.at(-1) : undefined;
  const paging = last === undefined ? {} : { paging: { next: { after: last.id } } };
  return answer(200, { results: page.map(shown), ...paging }, page.length);
}

/** `PUT /crm/v4/objects/{from}/{id}/associations/{to}/{toId}`: 201, or `…/associations/default/…`: 200. */
export function putLink(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const { id = "", toId = "" } = ask.params;
  const body = readBody(ask.request.body, bodies.linkTypes);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const kinds = kindsOf(from, to, body.value);
  const pair = kinds.ok ? join(ask, from, id, to, toId, kinds.value) : kinds;
  if (!pair.ok) return refuse(ask.crm, pair.refusal);
  return answer(201, labelled(from, id, to, toId, kinds.ok ? kinds.value : []), 1);
}

export function putDefaultLink(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  const { id = "", toId = "" } = ask.params;
  const kind = typesBetween(from.name, to.name).find((one) => !one.primary);
  if (kind === undefined) return refuse(ask.crm, invalid(`${from.singular} and ${to.singular} cannot be associated`));
  const pair = join(ask, from, id, to, toId, [kind]);
  return pair.ok ? batchAnswer(ask, 200, defaults(kind, id, toId), []) : refuse(ask.crm, pair.refusal);
}

export function deleteLink(ask: Ask, from: ObjectType, to: ObjectType): Answer {
  part(ask, from, ask.params.id ?? "", to, ask.params.toId ?? "");
  return noContent(1);
}
