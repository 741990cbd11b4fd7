import { followMapping } from "../inbound/remapped.ts";
import { withKept } from "../rules/kept.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { takesIn } from "../rules/switches.ts";
import { readDrift } from "../store/drifts.ts";
import { addKept } from "../store/kept.ts";
import { wakeInbound } from "../store/refusals.ts";
import type { Sql } from "../store/sql.ts";
import { wakeBySchema } from "../watch/wake.ts";
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
  if (does.kind === "unmap") return;
  // What stands refused for the old name goes now: in the description nothing will have changed that could wake it.
  const before = map.find((each) => each.field === field)?.remote ?? field;
  const back = { what: "added", field: before, label: lost?.label ?? before } as const;
  await wakeBySchema(sql, { connection, object, map }, [back]);
  await wakeInbound(sql, { connection, object, now: kept.at }, [before, field]);
}
