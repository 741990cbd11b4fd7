import type { InboundRules } from "../inbound/recall.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import type { Worker } from "../worker.ts";
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
  const map = connections.get(connection).maps[object] ?? [];
  const order = settings.connections.map((each) => each.name);
  return {
    connection,
    object,
    map,
    inward: compileInward(map, schema),
    settings: objectSettings(worker, object),
    behaviours: behavioursOf(map),
    rank: (name) => (order.includes(name) ? order.indexOf(name) : order.length),
    now: ports.clock.wall(),
    newId: () => ports.id("record"),
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
