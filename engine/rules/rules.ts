import { countUnknowns } from "../connections/unknown.ts";
import type { InboundRules } from "../inbound/recall.ts";
import { nameOf, type Surprise, wordsOf } from "../inbound/stumble.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { policiesOf } from "./contest.ts";
import { compileFilled } from "./filled.ts";
import { compileInward, type FieldMap } from "./mapping.ts";
import type { Behaviours } from "./merge.ts";
import { sendsOut } from "./switches.ts";

/** How records of one object come in from one connection, by the configuration and the CRM's schema. */
export function inboundRules(
  worker: Worker,
  connection: string,
  object: ObjectName,
  schema: Schema | null,
): InboundRules {
  const { connections, settings, ports } = worker;
  const { maps, described, settings: told } = connections.get(connection);
  const map = maps[object] ?? [];
  const order = settings.connections.map((each) => each.name);
  const own = objectSettings(worker, object);
  return {
    connection,
    object,
    map,
    filled: compileFilled(map, schema),
    inward: withoutBlanks(compileInward(map, schema), described.get(object)?.returned),
    settings: own,
    behaviours: behavioursOf(map),
    policies: policiesOf(map, own, connection),
    ...setRules(map, settings.objects, object),
    rank: (name) => (order.includes(name) ? order.indexOf(name) : order.length),
    now: ports.clock.wall(),
    keepsBack: told.writeMode !== "upsert" || !sendsOut(told, object),
    newId: () => ports.id("record"),
    surprised: (sql, surprises) => noteSurprises(sql, worker, { connection, object }, surprises),
  };
}

/** The log tells where our code threw; the counted causes tell how often (E29). */
async function noteSurprises(
  sql: Sql,
  { connections, ports }: Worker,
  { connection, object }: { connection: string; object: ObjectName },
  surprises: readonly Surprise[],
): Promise<void> {
  const { id: provider } = connections.get(connection).provider;
  for (const { externalId, cause } of surprises)
    ports.log("error", "a record could not be taken in", {
      connection,
      object,
      externalId,
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    });
  const told = surprises.map(({ cause }) => ({
    reason: "ERR_UNKNOWN" as const,
    detail: wordsOf(cause, provider),
    code: nameOf(cause),
    status: null,
    field: null,
  }));
  await countUnknowns(sql, { provider, at: ports.clock.wall() }, told);
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

/** Which of the object's fields are sets, and which sets name it. */
function setRules(
  map: InboundRules["map"],
  objects: Worker["settings"]["objects"],
  object: ObjectName,
): Pick<InboundRules, "sets" | "memberOf"> {
  const sets = map.filter((each) => each.type === "references").map((each) => each.field);
  const memberOf = Object.entries(objects).flatMap(([each, { fields }]) =>
    Object.entries(fields).flatMap(([field, told]) =>
      told.type === "references" && told.references === object ? [{ object: each, field }] : [],
    ),
  );
  return { ...(sets.length > 0 ? { sets: new Set(sets) } : {}), ...(memberOf.length > 0 ? { memberOf } : {}) };
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
