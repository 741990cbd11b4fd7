import { lookupField } from "../outbound/lookup.ts";
import type { RemoteRecord } from "../record.ts";
import { compileInward } from "../rules/mapping.ts";
import { matchKeys } from "../rules/match.ts";
import { rankCandidates } from "../rules/rename.ts";
import { objectSettings } from "../rules/rules.ts";
import { readDrift } from "../store/drifts.ts";
import { activeOwners } from "../store/owner-choices.ts";
import { readRecords, recordsByKey } from "../store/records.ts";
import type { Candidate, Choice } from "./seam.ts";
import { fieldsOf, type Situation } from "./situation.ts";

const MOST = 20;

/** E23 outbound: the CRM's records that match ours, by the first level that it can be asked by. */
export async function matchesThere(situation: Situation): Promise<readonly Candidate[]> {
  const { worker, cause, map } = situation;
  const settings = objectSettings(worker, cause.object);
  const own = fieldsOf(situation);
  for (const level of settings.match) {
    const by = lookupField(level, map);
    const value = by && own[by.field];
    if (!by || value === null || value === undefined || value === "") continue;
    const told = await worker.connections.ask(cause.connection, (crm) =>
      crm.find(cause.object, by.remote, [String(value)]),
    );
    if (!told.ok || told.value.length === 0) continue;
    const inward = compileInward(map, situation.schema);
    const [key] = matchKeys(own, [level]);
    const same = told.value.filter((remote) => matchKeys(inward(remote.fields).fields, [level])[0] === key);
    return Promise.all(
      (same.length > 0 ? same : told.value).slice(0, MOST).map((remote) => candidate(situation, remote)),
    );
  }
  return [];
}

async function candidate(situation: Situation, remote: RemoteRecord): Promise<Candidate> {
  const { cause, map, schema } = situation;
  const fields = compileInward(map, schema)(remote.fields).fields;
  const url = await pageOf(situation, cause.object, remote.externalId);
  return { id: remote.externalId, name: nameOf(fields, remote.externalId), url };
}

/** E23 inbound, DUP_AMBIGUOUS: our records that match the CRM's. */
export async function matchesHere(situation: Situation): Promise<readonly Candidate[]> {
  const { worker, cause, map, schema } = situation;
  const told = await worker.connections.ask(cause.connection, (crm) => crm.read(cause.object, [cause.example]));
  const remote = told.ok ? told.value[0] : undefined;
  if (!remote) return [];
  const { match } = objectSettings(worker, cause.object);
  const keys = matchKeys(compileInward(map, schema)(remote.fields).fields, match);
  const ids = new Set<string>();
  return worker.store.read(async (sql) => {
    for (const level of [0, 1] as const)
      for (const { id } of await recordsByKey(
        sql,
        cause.object,
        level,
        [keys[level] ?? ""].filter((key) => key !== ""),
      ))
        ids.add(id);
    const records = await readRecords({ ...sql, lock: "" }, cause.object, [...ids].slice(0, MOST));
    return [...records.values()].map((record) => ({
      id: record.id,
      name: nameOf(record.fields, record.id),
      url: null,
    }));
  });
}

/** What people call a record. */
export function nameOf(fields: Readonly<Record<string, unknown>>, id: string): string {
  const text = (name: string) => (typeof fields[name] === "string" ? String(fields[name]).trim() : "");
  const person = [text("first_name"), text("last_name")].filter((part) => part !== "").join(" ");
  const name = text("name") || person || text("title") || text("subject");
  const email = text("email");
  return [name || id, ...(email && email !== name ? [email] : [])].join(", ");
}

/** The page of a record in its CRM; null when it cannot be told. */
export async function pageOf({ worker, cause }: Situation, object: string, externalId: string): Promise<string | null> {
  const { identity, token } = await worker.connections.whereabouts(cause.connection);
  return worker.connections.get(cause.connection).provider.recordUrl(identity, token, object, externalId);
}

/** A18: what a field that is gone may be called now, the likeliest first; the other fields after them. */
export async function newNames({ worker, cause, line, map, schema }: Situation): Promise<readonly Choice[]> {
  if (line === null || schema === null) return [];
  const { connection, object } = cause;
  const drift = await worker.store.read((sql) => readDrift(sql, { connection, object }));
  const lost = drift?.lost.find((each) => each.remote === line.remote);
  const taken = new Set(map.map((each) => each.remote));
  const free = Object.values(schema.fields).filter((field) => !taken.has(field.name) && field.updatable);
  const gone = { name: line.remote, label: lost?.label ?? line.field, type: line.type, options: null };
  const ranked = lost?.candidates.length ? lost.candidates : rankCandidates(gone, free, new Set());
  const first = ranked.filter((each) => !taken.has(each.name));
  const rest = free.filter((field) => !first.some((each) => each.name === field.name));
  return [...first, ...rest].slice(0, 100).map(({ name, label }) => ({ value: name, label: label || name }));
}

/** People who are active and known there, by our owner ids. */
export async function ownersThere({ worker, cause }: Situation): Promise<readonly Choice[]> {
  const owners = await worker.store.read((sql) => activeOwners(sql, cause.connection, 100));
  return owners.map(({ id, fields }) => ({ value: id, label: nameOf(fields, id) }));
}
