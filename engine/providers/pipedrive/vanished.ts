import { CrmError, type Vanished } from "../../provider.ts";
import type { Client } from "./client.ts";
import { isNote, noteId } from "./notes.ts";
import { isDeleted, modifiedOf } from "./records.ts";
import { isId, notesShape, type Shape } from "./shapes.ts";
import { isRow } from "./values.ts";

/**
 * What became of records. A deleted one is read by its id for 30 days; of a lead, a merged record, one that was purged
 * and one that is hidden from the user Pipedrive tells the same: not found. A request for each.
 */
export async function vanished(client: Client, shape: Shape, ids: readonly string[]): Promise<readonly Vanished[]> {
  const told: Vanished[] = [];
  for (const externalId of ids) {
    const note = shape.object === "activity" && isNote(externalId);
    const [own, id] = note ? [notesShape, noteId(externalId)] : [shape, externalId];
    const row = isId(own, id) ? await oneOf(client, own, id) : null;
    if (isRow(row) && !isDeleted(row)) continue;
    const at = isRow(row) ? modifiedOf(row) : null;
    told.push({ externalId, state: isRow(row) ? "bin" : "nowhere", mergedInto: null, at });
  }
  return told;
}

async function oneOf(client: Client, shape: Shape, id: string): Promise<unknown> {
  try {
    return await client.one(shape.path, id);
  } catch (error) {
    if (error instanceof CrmError && error.trouble.status === 404) return null;
    throw error;
  }
}
