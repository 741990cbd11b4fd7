import type { Answer } from "../crm/crm.ts";
import { inIdOrder } from "../crm/table.ts";
import { type Ask, answer, refuse } from "./ask.ts";
import { typesBetween } from "./association-types.ts";
import { linkedTo } from "./links.ts";
import { type ObjectType, objectType, tableFor } from "./object-types.ts";
import { isUniqueProperty, liveRow, type Shown, show, type Wanted } from "./records.ts";
import { invalid, notFound } from "./refusal.ts";

const archivedForMs = 90 * 86_400_000;

/** `GET /crm/v3/objects/{type}`: records in order of id, live ones or (archived=true) those deleted in 90 days. */
export function listRecords(ask: Ask, type: ObjectType): Answer {
  const limit = Number(ask.query.get("limit") ?? 10);
  const wanted = wantedOf(ask.query);
  const most = (wanted.history ?? []).length > 0 ? 50 : 100;
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    return refuse(ask.crm, invalid(`The limit must be between 1 and ${most}, not ${ask.query.get("limit")}`));
  const after = ask.query.get("after");
  if (after !== null && !/^\d+$/.test(after)) return refuse(ask.crm, invalid(`after=${after} is not valid`));
  const others = ask.query
    .getAll("associations")
    .flatMap(parts)
    .map((word) => [word, objectType(word)] as const);
  const unknown = others.find(([, other]) => other === null);
  if (unknown !== undefined) return refuse(ask.crm, invalid(`Unable to infer object type from: ${unknown[0]}`));
  const archived = ask.query.get("archived") === "true";
  const now = ask.crm.world.now();
  const results: Shown[] = [];
  let next: string | null = null;
  for (const row of inIdOrder(tableFor(ask.account, type), now, after)) {
    if (row.deleted !== archived || row.mergedInto !== null) continue;
    if (archived && (row.modifiedAt < now - archivedForMs || ask.portal.erased.has(`${type.name}/${row.id}`))) continue;
    if (results.length === limit) {
      next = results.at(-1)?.id ?? null;
      break;
    }
    results.push(
      withAssociations(
        ask,
        type,
        show(ask.account, type, row, wanted),
        others.flatMap(([, other]) => other ?? []),
      ),
    );
  }
  return answer(
    200,
    { results, ...(next !== null && { paging: { next: { after: next, link: nextLink(ask, next) } } }) },
    results.length,
  );
}

/** `GET …/{id}`, also by `idProperty`; a record that was merged away answers as its survivor. */
export function readRecord(ask: Ask, type: ObjectType): Answer {
  const table = tableFor(ask.account, type);
  const id = ask.params.id ?? "";
  const idProperty = ask.query.get("idProperty");
  if (idProperty !== null && !isUniqueProperty(table, idProperty))
    return refuse(ask.crm, invalid(`${idProperty} is not a unique property of ${type.singular}`));
  const archived = ask.query.get("archived") === "true";
  const row = archived ? (table.latest.get(id) ?? null) : liveRow(table, id, idProperty);
  const erased = row !== null && ask.portal.erased.has(`${type.name}/${row.id}`);
  if (row === null || erased || row.deleted !== archived || row.mergedInto !== null) return refuse(ask.crm, notFound());
  const others = ask.query
    .getAll("associations")
    .flatMap(parts)
    .flatMap((word) => objectType(word) ?? []);
  return answer(200, withAssociations(ask, type, show(ask.account, type, row, wantedOf(ask.query)), others), 1);
}

function wantedOf(query: URLSearchParams): Wanted {
  return {
    properties: query.getAll("properties").flatMap(parts),
    history: query.getAll("propertiesWithHistory").flatMap(parts),
  };
}

/** Lists in a query come repeated or with commas. */
function parts(value: string): readonly string[] {
  return value.split(",").filter((part) => part !== "");
}

function nextLink(ask: Ask, after: string): string {
  const url = new URL(ask.request.path, ask.request.origin);
  url.searchParams.set("after", after);
  return url.href;
}

function withAssociations(ask: Ask, type: ObjectType, shown: Shown, others: readonly ObjectType[]): Shown {
  if (others.length === 0) return shown;
  const lists = others.flatMap((other) => {
    if (typesBetween(type.name, other.name).length === 0) return [];
    const linked = linkedTo(ask.account, ask.portal.links, type.name, shown.id, other.name);
    const results = linked.flatMap(({ id, types }) => types.map((kind) => ({ id, type: kind.name })));
    return results.length === 0 ? [] : [[other.name, { results }] as const];
  });
  return lists.length === 0 ? shown : { ...shown, associations: Object.fromEntries(lists) };
}
