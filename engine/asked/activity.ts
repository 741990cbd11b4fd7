import type { Fields, ObjectName } from "../record.ts";
import { isActive } from "../rules/left-out.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/open.ts";
import { fromJson } from "../store/sql.ts";

/** How many of the records that are linked on a connection count as active (A19). */
export interface Activity {
  readonly connection: string;
  readonly object: ObjectName;
  readonly active: number;
  readonly inactive: number;
}

const PAGE = 5_000;

/**
 * Counts by the definition of the configuration; objects without one are left out, and nothing is read for them. Page by
 * page, so that nobody waits for it.
 */
export async function countActive(store: Store, settings: Settings): Promise<readonly Activity[]> {
  const all: Activity[] = [];
  for (const [object, own] of Object.entries(settings.objects)) {
    if (!own.active) continue;
    const counts = new Map<string, { active: number; inactive: number }>();
    for (const { name, objects } of settings.connections)
      if (objects.includes(object)) counts.set(name, { active: 0, inactive: 0 });
    let after = "";
    for (;;) {
      const page = await store.read((sql) =>
        sql.all("select id, fields from records where object = ? and deleted = 0 and id > ? order by id limit ?", [
          object,
          after,
          PAGE,
        ]),
      );
      const active = new Map(page.map((row) => [String(row.id), isActive(fromJson<Fields>(row.fields), own)]));
      for (const { connection, recordId } of await linksOf(store, object, [...active.keys()])) {
        const count = counts.get(connection);
        if (count) count[active.get(recordId) ? "active" : "inactive"] += 1;
      }
      after = String(page.at(-1)?.id ?? "");
      if (page.length < PAGE) break;
    }
    for (const [connection, count] of counts) all.push({ connection, object, ...count });
  }
  return all;
}

async function linksOf(store: Store, object: ObjectName, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await store.read((sql) => {
    const { text, param } = sql.among("record_id", ids);
    return sql.all(
      `select distinct connection, record_id from links where object = ? and deleted_in_crm = 0 and ${text}`,
      [object, param],
    );
  });
  return rows.map((row) => ({ connection: String(row.connection), recordId: String(row.record_id) }));
}
