import type { Vanished } from "../../provider.ts";
import type { Client } from "./client.ts";
import { idOf, isRow, MERGED, stampOf, textOf } from "./records.ts";

const READ_PAGE = 100;

/**
 * What became of records. An archived one is kept for 90 days and read with archived=true; the id of one that was merged
 * reads as its survivor; one that a privacy request erased, or that was never there, is nowhere.
 */
export async function vanished(client: Client, type: string, ids: readonly string[]): Promise<readonly Vanished[]> {
  const known = [...new Set(ids)].filter((id) => /^\d+$/.test(id));
  const told = new Map<string, Vanished | null>();
  for (let at = 0; at < known.length; at += READ_PAGE) {
    const chunk = known.slice(at, at + READ_PAGE);
    const present = await client.read(type, chunk, [MERGED]);
    for (const row of present.results.filter(isRow)) living(row, told);
    const missing = chunk.filter((id) => !told.has(id));
    if (missing.length === 0) continue;
    const archived = await client.read(type, missing, [], undefined, true);
    for (const row of archived.results.filter(isRow)) {
      const externalId = idOf(row);
      if (externalId !== null)
        told.set(externalId, { externalId, state: "bin", mergedInto: null, at: stampOf(row.archivedAt) });
    }
  }
  return ids.flatMap((externalId) => {
    const found = told.get(externalId);
    if (found === null) return [];
    return [found ?? { externalId, state: "nowhere", mergedInto: null, at: null }];
  });
}

function living(row: Readonly<Record<string, unknown>>, told: Map<string, Vanished | null>): void {
  const survivor = idOf(row);
  if (survivor === null) return;
  told.set(survivor, null);
  const properties = isRow(row.properties) ? row.properties : {};
  for (const externalId of textOf(properties, MERGED).split(";"))
    if (externalId !== "" && externalId !== survivor)
      told.set(externalId, { externalId, state: "merged", mergedInto: survivor, at: null });
}
