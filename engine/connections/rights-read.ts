import { type Crm, CrmError, type Identity } from "../provider.ts";
import { reason } from "../reasons.ts";
import type { ObjectName, Schema } from "../record.ts";
import { type NamedRight, named, type Rights } from "../rules/difference.ts";
import { missingRights } from "../rules/rights.ts";
import type { Store } from "../store/open.ts";
import { readSchema } from "../store/schemas.ts";
import type { Connection } from "./connection.ts";

/** What the connection could do by the descriptions that were read last. Calls nothing. */
export async function knownRights(store: Store, connection: Connection, identity: Identity): Promise<Rights> {
  const { name, objects } = connection.settings;
  const schemas: Schema[] = [];
  for (const object of objects) {
    const known = await store.read((sql) => readSchema(sql, name, object));
    if (known) schemas.push(known.schema);
  }
  const missing = schemas.flatMap((schema) => lacking(connection, schema, identity));
  return { ...of(identity), known: schemas.map((schema) => schema.object), missing };
}

/**
 * What it can do now: every mapped object is described anew, one call each. An object that cannot be described for want
 * of a right is closed as a whole; one that cannot for another reason is not known.
 */
export async function presentRights(connection: Connection, crm: Crm, identity: Identity): Promise<Rights> {
  const { objects } = connection.settings;
  const told = await Promise.all(objects.map((object) => describe(connection, crm, object, identity)));
  const known = objects.filter((_, at) => told[at] !== null);
  return { ...of(identity), known, missing: told.flatMap((missing) => missing ?? []) };
}

async function describe(
  connection: Connection,
  crm: Crm,
  object: ObjectName,
  identity: Identity,
): Promise<readonly NamedRight[] | null> {
  try {
    const schema = await crm.describe(object);
    // No object has no fields: this says nothing of it.
    return Object.keys(schema.fields).length === 0 ? null : lacking(connection, schema, identity);
  } catch (cause) {
    if (!(cause instanceof CrmError)) throw cause;
    const { reason: code } = cause.trouble;
    const isClosed = reason(code).family === "P" || code === "SCHEMA_OBJECT_MISSING";
    return isClosed ? lacking(connection, closed(object), identity) : null;
  }
}

function lacking(connection: Connection, schema: Schema, { scopes }: Identity): readonly NamedRight[] {
  const { provider, maps, settings } = connection;
  const { object } = schema;
  const map = maps[object] ?? [];
  const type = provider.objects[object] ?? object;
  const missing = missingRights({ provider: provider.id, scopes, schema, type, map, settings });
  if (Object.keys(schema.fields).length > 0) return named(missing, type, map);
  // Without a description no field can be told of: the object is closed as a whole.
  const whole = missing.filter((each) => each.field === null);
  const read = { object, field: null, right: "read", need: `Read on ${type}` } as const;
  return named(whole.some((each) => each.right === "read") ? whole : [read, ...whole], type, map);
}

function closed(object: ObjectName): Schema {
  return { object, creatable: false, updatable: false, deletable: false, fields: {} };
}

function of({ user, scopes }: Identity): Pick<Rights, "user" | "scopes"> {
  return { user, scopes };
}
