import type { Engine, RecordView } from "../../engine/index.ts";

/** A record by its id here, or by the id that a CRM gave it. */
export async function findOne(engine: Engine, id: string, object: string): Promise<RecordView | null> {
  const found = await engine.findRecords(id, 5);
  return found.find((view) => view.object === object) ?? null;
}

/** Under which names runs know it: our id, and the external ids of its links. */
export function subjectsOf({ record, links, outcomes }: RecordView): readonly string[] {
  const inbound = outcomes.filter((one) => one.direction === "inbound").map((one) => one.subject);
  return [...new Set([...(record ? [record.id] : []), ...links.map((link) => link.externalId), ...inbound])];
}
