import type { Answer } from "../crm/crm.ts";
import { merge } from "../crm/writes.ts";
import { type Ask, refuse, success, tableFor } from "./ask.ts";
import { readBody } from "./body.ts";
import { noPermission, notFound, unfit } from "./refusal.ts";
import { singularOf } from "./schemas.ts";
import { show } from "./shapes.ts";
import { isWhole } from "./values.ts";

/**
 * `PUT /api/v1/{type}/{id}/merge`: the record of the path goes into `merge_with_id`, which keeps its values and takes
 * those that it lacks. Only webhooks tell of it: the loser is not found any more, and no field names its survivor.
 */
export function mergeRecords(ask: Ask, type: string): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const winner = body.value.merge_with_id;
  const { id = "" } = ask.params;
  if (!isWhole(winner)) return refuse(unfit("merge_with_id", "must be a number"));
  if (String(winner) === id) return refuse(unfit("merge_with_id", "must be another record"));
  if (!tableFor(ask, type).schema.write) return refuse(noPermission);
  const done = merge(ask.crm, ask.account, ask.userId, type, id, String(winner));
  if (!done.ok) return refuse(notFound(singularOf(type)));
  return success({ ...show(ask.company, type, done.row), merge_what_id: Number(id) }, 1);
}
