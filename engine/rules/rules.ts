import type { InboundRules } from "../inbound/recall.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import type { Worker } from "../worker.ts";
import { policiesOf } from "./contest.ts";
import { compileInward, type FieldMap } from "./mapping.ts";
import type { Behaviours } from "./merge.ts";

/** How records of one object come in from one connection, by the configuration and the CRM's schema. */
export function inboundRules(
  worker: Worker,
  connection: string,
  object: ObjectName,
  schema: Schema | null,
): InboundRules {
  const { connections, settings, ports } = worker;
  const { maps, described } = connections.get(connection);
  const map = maps[object] ?? [];
  const order = settings.connections.map((each) => each.name);
  const own = objectSettings(worker, object);
  return {
    connection,
    object,
    map,
    inward: withoutBlanks(compileInward(map, schema), described.get(object)?.returned),
    settings: own,
    behaviours: behavioursOf(map),
    policies: policiesOf(map, own, connection),
    rank: (name) => (order.includes(name) ? order.indexOf(name) : order.length),
    now: ports.clock.wall(),
    newId: () => ports.id("record"),
  };
}

/** An administrator who deletes a field and makes it anew clears it in every record, and nobody meant that for ours. */
function withoutBlanks(
  inward: InboundRules["inward"],
  returned: ReadonlySet<string> | undefined,
): InboundRules["inward"] {
  if (!returned || returned.size === 0) return inward;
  return (remote) => {
    const told = Object.entries(remote).filter(([name, value]) => !(value === null && returned.has(name)));
    return inward(Object.fromEntries(told));
  };
}

export function objectSettings({ settings }: Pick<Worker, "settings">, object: ObjectName): ObjectSettings {
  const own = settings.objects[object];
  if (!own) throw new Error(`no settings for object ${object}`);
  return own;
}

function behavioursOf(map: readonly FieldMap[]): Behaviours {
  return Object.fromEntries(
    map.filter((each) => each.direction !== "outbound").map((each) => [each.field, each.behaviour]),
  );
}
