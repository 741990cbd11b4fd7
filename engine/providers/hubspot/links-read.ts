import { withEnds } from "./activity-ends.ts";
import { activityType } from "./activity-types.ts";
import type { Client } from "./client.ts";
import { type Mirror, mirrorOf } from "./mirror.ts";
import { idOf, isRow, listOf, textOf } from "./records.ts";
import { withSets } from "./sets.ts";

/** What HubSpot answers of one batch of associations at most. */
const READ_PAGE = 1_000;

/**
 * Puts the associated record into the rows of a portal that has no property for it: there the property, asked for, is
 * in no row at all, not even empty.
 */
export async function withLinks(
  client: Client,
  type: string,
  fields: readonly string[],
  told: readonly unknown[],
): Promise<readonly unknown[]> {
  const activity = activityType(type);
  if (activity !== null) return told.length === 0 ? told : withEnds(client, activity, fields, told);
  const rows = await withSets(client, type, fields, told);
  const mirror = mirrorOf(type);
  if (mirror === null || !fields.includes(mirror.property) || rows.length === 0) return rows;
  if (rows.some((row) => propertiesIn(row)[mirror.property] !== undefined)) return rows;
  const ids = [...new Set(rows.filter(isRow).flatMap((row) => idOf(row) ?? []))];
  const targets = new Map<string, string>();
  for (let at = 0; at < ids.length; at += READ_PAGE) {
    const { results } = await client.linked(
      type,
      mirror.to,
      ids.slice(at, at + READ_PAGE).map((id) => ({ id })),
    );
    for (const result of results.filter(isRow)) {
      const from = isRow(result.from) ? idOf(result.from) : null;
      const target = targetIn(result, mirror);
      if (from !== null && target !== null) targets.set(from, target);
    }
  }
  return rows.map((row) => {
    if (!isRow(row)) return row;
    const target = targets.get(idOf(row) ?? "") ?? null;
    return { ...row, properties: { ...propertiesIn(row), [mirror.property]: target } };
  });
}

/** The primary one; where none is, the only one: of several nobody knows which is meant. */
function targetIn(result: Readonly<Record<string, unknown>>, mirror: Mirror): string | null {
  const others = listOf(result.to).filter(isRow);
  const primary = others.find((other) =>
    listOf(other.associationTypes).some((type) => isRow(type) && type.typeId === mirror.types[0]),
  );
  const [only] = others;
  const chosen = primary ?? (others.length === 1 ? only : undefined);
  const id = chosen?.toObjectId;
  return typeof id === "number" ? String(id) : chosen ? textOf(chosen, "toObjectId") || null : null;
}

function propertiesIn(row: unknown): Readonly<Record<string, unknown>> {
  return isRow(row) && isRow(row.properties) ? row.properties : {};
}
