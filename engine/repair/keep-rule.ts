import { followMapping } from "../inbound/remapped.ts";
import { withKept } from "../rules/kept.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { takesIn } from "../rules/switches.ts";
import { readDrift } from "../store/drifts.ts";
import { addKept } from "../store/kept.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import type { KeptRule } from "./seam.ts";

/** Keeps a decision, in the transaction of `sql`; where it maps a field anew, what waited for that is read and sent. */
export async function keepRule(
  sql: Sql,
  worker: Worker,
  map: readonly FieldMap[],
  kept: Omit<KeptRule, "undone">,
): Promise<void> {
  await addKept(sql, kept);
  const { connection, object, field, does } = kept;
  if (does.kind !== "remap" && does.kind !== "unmap") return;
  const { settings } = worker.connections.get(connection);
  const next = withKept(map, [{ ...kept, undone: null }]);
  const drift = await readDrift(sql, { connection, object });
  const lost = drift?.lost.find((each) => each.field === field);
  const isSame = does.kind === "remap" && lost?.renamedTo === does.remote;
  const renamed = isSame ? field : null;
  await followMapping(sql, { connection, object, map: next, takesIn: takesIn(settings, object), renamed });
}
