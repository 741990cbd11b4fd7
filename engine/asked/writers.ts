import type { ObjectName } from "../record.ts";
import { type FieldWriter, lastWriters } from "../rules/writers.ts";
import { readHistory } from "../store/history.ts";
import { linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import { createdAt, fieldWrites, owedSince } from "../store/writers.ts";

/** The newest lines of a record's history among which its creation is looked for. */
const HISTORY = 1_000;

/** Who wrote each field of a record last; none for a record that is not ours. */
export async function writersOf(sql: Sql, object: ObjectName, id: string): Promise<readonly FieldWriter[]> {
  const record = (await readRecords({ ...sql, lock: "" }, object, [id])).get(id);
  if (!record) return [];
  const links = await linksByRecord(sql, object, [id]);
  const subjects = [id, ...new Set(links.map((link) => link.externalId))];
  const history = await readHistory(sql, object, subjects, HISTORY);
  const made = history.findLast((entry) => entry.outcome === "created" && entry.direction === "inbound");
  return lastWriters({
    id,
    fields: record.fields,
    createdAt: await createdAt(sql, object, id),
    createdBy: made?.runId ?? null,
    links,
    writes: await fieldWrites(sql, object, subjects),
    owed: await owedSince(sql, object, id),
  });
}
