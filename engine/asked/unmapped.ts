import type { Connections } from "../connections/connection.ts";
import type { ObjectName } from "../record.ts";
import type { RecordWrite, WriteResult } from "./upsert.ts";

/** Our fields of an object that any connection shares with its CRM; null = none has the object, and nobody expects it. */
export function mappedFields({ all }: Pick<Connections, "all">, object: ObjectName): ReadonlySet<string> | null {
  const maps = all.flatMap(({ maps }) => (maps[object] ? [maps[object]] : []));
  return maps.length === 0 ? null : new Set(maps.flatMap((map) => map.map((each) => each.field)));
}

/** C8: a write is taken all the same, and its answer names the fields that stay here (SCHEMA_UNMAPPED). Pure. */
export function withUnmapped(
  results: readonly WriteResult[],
  writes: readonly RecordWrite[],
  mapped: ReadonlySet<string> | null,
): readonly WriteResult[] {
  if (mapped === null) return results;
  return results.map((result, at) => {
    const unmapped = Object.entries(writes[at]?.fields ?? {})
      .filter(([field, value]) => value !== null && !mapped.has(field))
      .map(([field]) => field);
    return result.ok && unmapped.length > 0 ? { ...result, unmapped } : result;
  });
}
