import { followKept } from "../connections/kept.ts";
import type { ObjectName } from "../record.ts";
import { readDrift } from "../store/drifts.ts";
import { releaseHalts } from "../store/halts.ts";
import { forgetSchema } from "../store/schemas.ts";
import type { Worker } from "../worker.ts";
import { keepRule } from "./keep-rule.ts";
import type { KeptRule } from "./seam.ts";

/** A mapped field that the CRM does not show any more, by our name of it. */
export interface LostAt {
  readonly connection: string;
  readonly object: ObjectName;
  readonly field: string;
}

/**
 * Follows a mapped field to the name that it has in the CRM now (M1), whether or not a record waits for it: one of the
 * candidates that were told of. Answers the rule, which `undoRule` ends; null = it is not missing any more, or somebody
 * was first, or it cannot be that field.
 */
export async function followField(
  worker: Worker,
  { connection, object, field }: LostAt,
  remote: string,
  by: string,
): Promise<KeptRule | null> {
  const { store, connections, ports, bell } = worker;
  const map = connections.get(connection).maps[object] ?? [];
  const kept = await store.write(async (sql) => {
    await sql.inTurn(`repair ${connection} ${object}`);
    const drift = await readDrift(sql, { connection, object });
    const lost = drift?.lost.find((each) => each.field === field);
    const line = map.find((each) => each.field === field);
    if (!lost || line?.remote !== lost.remote || !lost.candidates.some((one) => one.name === remote)) return null;
    const now = ports.clock.wall();
    const rule = { id: ports.id("rule"), connection, object, field, does: { kind: "remap", remote } as const, by };
    const whole = { ...rule, at: now, records: lost.records };
    await keepRule(sql, worker, map, whole);
    await forgetSchema(sql, connection, object);
    await releaseHalts(sql, { connection, objects: [object] }, now);
    return { ...whole, undone: null };
  });
  await store.read((sql) => followKept(sql, connections));
  bell.ring();
  return kept;
}
