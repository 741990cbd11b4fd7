import type { KeptDeed, KeptRule } from "../repair/seam.ts";
import { readMeta, saveMeta } from "./meta.ts";
import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

const VERSION = "kept rules";

/** All that were ever kept, the newest first. */
export async function readKept(sql: Sql): Promise<readonly KeptRule[]> {
  return (await sql.all("select * from kept_rules order by at desc, id desc")).map(keptOf);
}

/** Moves with every change, so that every process of the installation learns of it. */
export async function keptVersion(sql: Sql): Promise<string> {
  return (await readMeta(sql, VERSION)) ?? "";
}

export async function addKept(sql: Sql, rule: Omit<KeptRule, "undone">): Promise<void> {
  const { id, connection, object, field, does, by, at, records } = rule;
  await sql.insert(
    "kept_rules",
    {
      id: "text",
      connection: "text",
      object: "text",
      field: "text",
      does: "json",
      by: "text",
      at: "time",
      records: "int",
    },
    [[id, connection, object, field, toJson(does), by, at, records]],
  );
  await saveMeta(sql, VERSION, `${id} kept`);
}

/** Of two people who undo it one does; null = it is undone already, or there is none. */
export async function endKept(sql: Sql, id: string, by: string, now: number): Promise<KeptRule | null> {
  const ended = await sql.run("update kept_rules set undone_by = ?, undone_at = ? where id = ? and undone_at is null", [
    by,
    now,
    id,
  ]);
  if (ended !== 1) return null;
  await saveMeta(sql, VERSION, `${id} undone`);
  const [row] = await sql.all("select * from kept_rules where id = ?", [id]);
  return row ? keptOf(row) : null;
}

function keptOf(row: Row): KeptRule {
  return {
    id: String(row.id),
    connection: String(row.connection),
    object: String(row.object),
    field: String(row.field),
    does: fromJson<KeptDeed>(row.does),
    by: String(row.by),
    at: Number(row.at),
    records: Number(row.records),
    undone: typeof row.undone_by === "string" ? { by: row.undone_by, at: Number(row.undone_at) } : null,
  };
}
