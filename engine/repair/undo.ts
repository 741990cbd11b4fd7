import { followKept } from "../connections/kept.ts";
import { followMapping } from "../inbound/remapped.ts";
import { inForce, withKept } from "../rules/kept.ts";
import { objectMap } from "../rules/mapping.ts";
import { plainValue } from "../rules/plain-value.ts";
import { takesIn } from "../rules/switches.ts";
import { endKept, readKept } from "../store/kept.ts";
import { oweExcluded, oweHolding } from "../store/kept-holding.ts";
import { readSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import type { KeptRule } from "./seam.ts";

/**
 * Ends a rule that was kept, and has what it concerned looked at again: what it had mended stands as the CRM says it
 * stands without it. Null = somebody undid it already, or there is no such rule.
 */
export async function undoRule(worker: Worker, id: string, by: string): Promise<KeptRule | null> {
  const { store, connections, ports, bell } = worker;
  const ended = await store.write(async (sql) => {
    const rule = await endKept(sql, id, by, ports.clock.wall());
    if (rule) await lookAgain(sql, worker, rule);
    return rule;
  });
  await store.read((sql) => followKept(sql, connections));
  bell.ring();
  return ended;
}

async function lookAgain(sql: Sql, worker: Worker, { connection, object, field, does }: KeptRule): Promise<void> {
  const at = { connection, object };
  switch (does.kind) {
    case "translate":
      return oweHolding(sql, at, field, (value) => plainValue(value) === plainValue(does.from));
    case "exclude":
      return oweExcluded(sql, at);
    case "cut": {
      const remote = worker.connections.get(connection).maps[object]?.find((each) => each.field === field)?.remote;
      const known = await readSchema(sql, connection, object);
      const most = remote ? (known?.schema.fields[remote]?.length ?? null) : null;
      if (most !== null) await oweHolding(sql, at, field, (value) => value.length > most);
      return;
    }
    case "remap":
    case "unmap": {
      const { settings, provider } = worker.connections.get(connection);
      const own = worker.settings.objects[object];
      if (!own) return;
      const map = withKept(objectMap(own, provider, object), inForce(await readKept(sql), connection, object));
      return followMapping(sql, { connection, object, map, takesIn: takesIn(settings, object) });
    }
    default:
      // What was given where something was empty stays, and a side that won has won.
      return;
  }
}
