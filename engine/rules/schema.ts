import type { Called } from "../connections/connection.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { readDrift } from "../store/drifts.ts";
import { lastHint } from "../store/refusals.ts";
import { type KnownSchema, readSchema } from "../store/schemas.ts";
import type { Lane } from "../throttle.ts";
import { followSchema } from "../watch/drift.ts";
import type { Worker } from "../worker.ts";
import { isMissing } from "./lost.ts";
import { takesIn } from "./switches.ts";
import { schemaReasons } from "./wake.ts";

const SECOND = 1_000;
/** Fields are renamed rarely, and one describe is one call. */
const keptMs = 3_600 * SECOND;
/** While something stands refused for it: the longer it stands, the seldomer it is asked, but within every cycle of polls. */
const troubledMs = { least: 60 * SECOND, most: 600 * SECOND };
/** A refusal that came after it was read hints at a change; so long a burst of them is one hint. */
const hintMs = 15 * SECOND;
/** A field that came back may have been made anew, and empty: so long that is not taken for values that people cleared. */
const doubtedMs = 30 * 24 * 3_600 * SECOND;

/**
 * The CRM's description of an object: read once an hour, sooner when a refusal hints at a change, and at once after a
 * sign-in, which may bring other rights. What is known is used while it cannot be read anew.
 */
export async function schemaOf(worker: Worker, lease: Lease, object: ObjectName, lane: Lane): Promise<Called<Schema>> {
  const { store, connections, ports } = worker;
  const { connection } = lease;
  const { described, describing } = connections.get(connection);
  const known = await store.read((sql) => readSchema(sql, connection, object));
  const now = ports.clock.wall();
  const ageMs = known ? now - known.readAt : keptMs;
  const last = described.get(object);
  const note = async ({ fields }: Schema) => {
    const drift = await store.read((sql) => readDrift(sql, { connection, object }));
    const returned = (drift?.returned ?? []).filter((each) => now - each.at < doubtedMs).map((each) => each.remote);
    const present = new Set(Object.keys(fields));
    described.set(object, { present, returned: new Set(returned), lookAt: now + hintMs });
  };
  if (known && last && ageMs < keptMs && now < last.lookAt) return { ok: true, value: known.schema };
  const remapped = !last && known && (await isRemapped(worker, connection, object, known.schema));
  if (known && ageMs < keptMs && !remapped && !(await isDoubtful(worker, connection, object, known))) {
    await note(known.schema);
    return { ok: true, value: known.schema };
  }

  // A pull and a push that want it at the same time ask once; what holds one of them need not hold the other.
  const shared = await describing.get(object);
  if (shared?.ok) return shared;
  const asked = connections.call(lease, lane, (crm) => crm.describe(object));
  const answer = asked.then((called) => take(called));
  describing.set(object, answer);
  return answer.finally(() => describing.delete(object));

  async function take(called: Called<Schema>): Promise<Called<Schema>> {
    if (!called.ok) {
      if (known) await note(known.schema);
      return known && ageMs < keptMs ? { ok: true, value: known.schema } : called;
    }
    if (known && Object.keys(called.value.fields).length === 0) {
      // No object has no fields: this says nothing of it, and by it every mapping would be gone.
      ports.log("warn", "an empty description was not believed", { connection, object });
      await note(known.schema);
      return { ok: true, value: known.schema };
    }
    await followSchema(worker, lease, called.value);
    await note(called.value);
    return called;
  }
}

/** Whether it is time to look, by what this process remembers: cheap, for every tick. The first look is the first pull's. */
export function isLookDue({ connections, ports }: Worker, connection: string, object: ObjectName): boolean {
  const { described, settings } = connections.get(connection);
  const last = described.get(object);
  return last ? last.lookAt <= ports.clock.wall() : !takesIn(settings, object);
}

/** Whether the configuration now maps other missing fields than those that were noted: it is asked once in a process's life. */
async function isRemapped(
  { store, connections }: Worker,
  connection: string,
  object: ObjectName,
  schema: Schema,
): Promise<boolean> {
  const map = connections.get(connection).maps[object] ?? [];
  const drift = await store.read((sql) => readDrift(sql, { connection, object }));
  const missing = map.filter((each) => isMissing(each, schema)).map((each) => `${each.field} ${each.remote}`);
  const noted = (drift?.lost ?? []).map((each) => `${each.field} ${each.remote}`);
  return missing.toSorted().join("\n") !== noted.toSorted().join("\n");
}

async function isDoubtful(
  { store, ports }: Worker,
  connection: string,
  object: ObjectName,
  { readAt }: KnownSchema,
): Promise<boolean> {
  const ageMs = ports.clock.wall() - readAt;
  const hint = await store.read((sql) => lastHint(sql, { connection, object }, schemaReasons));
  if (hint.signedInAt > readAt) return true;
  if (hint.refusedAt === 0) return false;
  if (hint.refusedAt > readAt) return ageMs >= hintMs;
  const standsMs = ports.clock.wall() - hint.refusedAt;
  return ageMs >= Math.min(troubledMs.most, Math.max(troubledMs.least, standsMs / 4));
}
