import type { Called } from "../connections/connection.ts";
import type { ReasonCode } from "../reasons.ts";
import type { ObjectName, Schema } from "../record.ts";
import { type KnownSchema, readSchema } from "../store/schemas.ts";
import type { Worker } from "../worker.ts";

/** Why a CRM told nothing; null = it was not asked, because nobody is signed in. */
export interface Untold {
  readonly reason: ReasonCode | null;
  readonly detail: string;
}

const keptMs = 3_600_000;

/**
 * The CRM's description of an object for somebody who waits: what is known, unless it is older than an hour or lacks one of
 * the wanted fields, which may have been made a moment ago. Notes nothing. One call at most.
 */
export async function describedFor(
  worker: Worker,
  name: string,
  object: ObjectName,
  wanted: readonly string[] = [],
): Promise<Called<Schema>> {
  const told = await describedWhen(worker, name, object, wanted);
  return told.ok ? { ok: true, value: told.value.schema } : told;
}

/** The same, with the time at which it was read. */
export async function describedWhen(
  worker: Worker,
  name: string,
  object: ObjectName,
  wanted: readonly string[] = [],
): Promise<Called<KnownSchema>> {
  const known = await worker.store.read((sql) => readSchema(sql, name, object));
  const now = worker.ports.clock.wall();
  const isFresh = known !== null && now - known.readAt < keptMs;
  const isWhole = wanted.every((field) => field.includes(".") || known?.schema.fields[field] !== undefined);
  if (known && isFresh && isWhole) return { ok: true, value: known };
  const told = await worker.connections.ask(name, (crm) => crm.describe(object));
  if (told.ok) return { ok: true, value: { schema: told.value, readAt: now } };
  return known ? { ok: true, value: known } : told;
}

export function untold(told: Exclude<Called<unknown>, { ok: true }>): Untold {
  if (told.wait) return { reason: null, detail: "Nobody is signed in there." };
  const { reason, detail } = told.trouble;
  return { reason, detail };
}

/** The objects of the connections that are asked about; absent = all of them. */
export function askedPlaces(
  { connections }: Pick<Worker, "connections">,
  asked: { readonly connection?: string | undefined; readonly object?: ObjectName | undefined },
): readonly { readonly connection: string; readonly object: ObjectName }[] {
  return connections.all
    .filter(({ settings }) => asked.connection === undefined || asked.connection === settings.name)
    .flatMap(({ settings }) => settings.objects.map((object) => ({ connection: settings.name, object })))
    .filter(({ object }) => asked.object === undefined || asked.object === object);
}
