import type { Value } from "../record.ts";
import type { SchemaChange } from "../rules/drift.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { outward } from "../rules/outward.ts";
import type { Refused } from "../rules/probe.ts";
import { isMovedBy, schemaReasons } from "../rules/wake.ts";
import { reviveRows } from "../store/outbox.ts";
import { type RefusedRow, refusedRows } from "../store/refusals.ts";
import type { Sql } from "../store/sql.ts";

const PAGE = 2_000;

interface At {
  readonly connection: string;
  readonly object: string;
  readonly map: readonly FieldMap[];
}

/** Wakes the records whose cause these changes have moved, and no others. Answers how many. */
export async function wakeBySchema(sql: Sql, at: At, changes: readonly SchemaChange[]): Promise<number> {
  if (changes.length === 0) return 0;
  let woken = 0;
  let after = "";
  for (;;) {
    const rows = await refusedRows(sql, at, { reasons: schemaReasons, after, limit: PAGE });
    const moved = rows.filter((row) => {
      const refused = refusedOf(row, at.map);
      return changes.some((change) => isMovedBy(change, refused));
    });
    await reviveRows(
      sql,
      at.connection,
      at.object,
      moved.map((row) => row.subject),
    );
    woken += moved.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return woken;
    after = last.subject;
  }
}

/** A refusal in the CRM's terms: its name of the field, and the value that it was, or would be, sent. */
export function refusedOf(row: RefusedRow, map: readonly FieldMap[]): Refused {
  const { fields, field, ...rest } = row;
  const line = field === null ? undefined : map.find((each) => each.remote === field || each.field === field);
  return { ...rest, field: line?.remote ?? field, value: line ? sentValue(fields, line) : null };
}

function sentValue(fields: RefusedRow["fields"], line: FieldMap): Value {
  const given = fields[line.field] ?? null;
  return outward({ [line.field]: given }, [line], null).fields[line.remote] ?? given;
}
