import { type InboundRules, type Recalled, recall } from "../inbound/recall.ts";
import { planBatch } from "../outbound/batch.ts";
import type { Fields, Schema, SchemaField } from "../record.ts";
import { checkMapping, type MappingFinding } from "../rules/check-mapping.ts";
import { compileFilled } from "../rules/filled.ts";
import { compileInward, type FieldMap } from "../rules/mapping.ts";
import { type MappingAsked, type Proposed, proposed } from "../rules/proposed.ts";
import { printOf, remappedFields } from "../rules/remap.ts";
import { inboundRules, objectSettings } from "../rules/rules.ts";
import { sendsOut, takesIn } from "../rules/switches.ts";
import type { FieldSettings } from "../settings.ts";
import { type HeldRecord, heldRecords } from "../store/held.ts";
import { sampleRecords } from "../store/sample.ts";
import type { Worker } from "../worker.ts";
import { describedFor, type Untold, untold } from "./described.ts";
import { rowsOf } from "./preflight-judge.ts";
import { decideTrial, type TrialSum, type TriedRecord } from "./trial.ts";

/** What was tried and what came of it; nothing is saved and nothing is sent. */
export interface MappingTrial {
  /** stopped = nothing can be synced by it; untold = the CRM did not answer; absent = the connection has no such object. */
  readonly state: "tried" | "stopped" | "untold" | "absent";
  readonly asked: MappingAsked;
  /** What the configuration would say of our field: the mapping with all that was left out. */
  readonly settings: FieldSettings | null;
  /** The CRM's field, where there is one. */
  readonly remote: SchemaField | null;
  readonly findings: readonly MappingFinding[];
  readonly rows: readonly TriedRecord[];
  readonly sum: TrialSum;
  readonly why: Untold | null;
}

/** Few enough for one call of any CRM, and for a card. */
const RECORDS = 20;

const nothing = { findings: [], rows: [], sum: { records: 0, changeHere: 0, changeThere: 0, lossy: 0, refused: [] } };

/**
 * B34: tries a mapping that is not saved. Holds it against the CRM's description, reads one field of at most twenty
 * records with one call, and tells what the next sync would change on either side. Writes nothing.
 */
export async function tryMapping(worker: Worker, asked: MappingAsked): Promise<MappingTrial> {
  const connection = worker.connections.all.find((each) => each.settings.name === asked.connection);
  const blank = { ...nothing, asked, settings: null, remote: null, why: null };
  if (!connection?.settings.objects.includes(asked.object)) return { ...blank, state: "absent" };
  const own = objectSettings(worker, asked.object);
  const told = await describedFor(worker, asked.connection, asked.object, [asked.remote]);
  const mapping = proposed(asked, own, connection.provider);
  const { settings, line } = mapping;
  if (!told.ok) return { ...blank, settings, state: "untold", why: untold(told) };
  const schema = told.value;
  const findings = checkMapping({
    line,
    map: connection.maps[asked.object] ?? [],
    schema,
    connection: connection.settings,
    readOnly: own.readOnly === true,
  });
  const seen = { ...blank, settings, remote: schema.fields[line.remote] ?? null, findings };
  if (findings.some((each) => each.weight === "stop")) return { ...seen, state: "stopped" };
  const tried = await tryRecords(worker, asked, mapping, schema);
  return "why" in tried ? { ...seen, state: "untold", why: tried.why } : { ...seen, ...tried, state: "tried" };
}

async function tryRecords(
  worker: Worker,
  asked: MappingAsked,
  { line, map }: Proposed,
  schema: Schema,
): Promise<Pick<MappingTrial, "rows" | "sum"> | { readonly why: Untold }> {
  const { store, connections } = worker;
  const { connection: name, object } = asked;
  const { settings, maps } = connections.get(name);
  const own = objectSettings(worker, object);
  const ids = await store.read((sql) => sampleRecords(sql, asked, RECORDS));
  const known = await store.read((sql) => heldRecords(sql, object, ids, name));
  const linked = [...known.values()].flatMap(({ links }) => links.filter((link) => !link.deletedInCrm).slice(0, 1));
  const external = linked.map((link) => link.externalId);
  const fields = { [object]: [line.remote] };
  const read =
    external.length === 0
      ? { ok: true as const, value: [] }
      : await connections.ask(name, (crm) => crm.read(object, external), fields);
  if (!read.ok) return { why: untold(read) };
  const remotes = read.value;
  return store.read(async (sql) => {
    const lease = { connection: name, fence: 0 };
    const { rules } = await planBatch(sql, worker, lease, rowsOf(ids, object), schema, { map });
    const held = await heldRecords(sql, object, ids, name);
    const inForce = maps[object]?.filter((each) => each.field === line.field) ?? [];
    const forgotten = remappedFields(printOf(inForce), printOf([line]));
    const inbound = { ...triedRules(worker, asked, line, schema), forgotten };
    const page = remotes.filter((remote) => linked.some((link) => link.externalId === remote.externalId));
    const recalled = takesIn(settings, object) ? await recall({ ...sql, lock: "" }, page, inbound) : null;
    return decideTrial({
      line,
      schema,
      remotes,
      held: ids.flatMap((id) => held.get(id) ?? []).map((each) => withoutSeen(each, forgotten)),
      inbound: recalled && { ...linkedOnly(recalled), rules: inbound },
      outbound: sendsOut(settings, object) && own.readOnly !== true ? rules : null,
    });
  });
}

/** As once the mapping is saved: what was seen of the field until then does not count. */
function withoutSeen({ record, links }: HeldRecord, forgotten: readonly string[]): HeldRecord {
  const known = (seen: Fields) =>
    Object.fromEntries(Object.entries(seen).filter(([field]) => !forgotten.includes(field)));
  return { record, links: links.map((link) => ({ ...link, seen: known(link.seen) })) };
}

/** Only what has its link still: nothing is matched for a trial. */
function linkedOnly({ incoming, known }: Recalled): Recalled {
  return { known, incoming: incoming.filter((each) => known.links.has(each.remote.externalId)) };
}

/** As records come in, by the tried mapping alone; what stands refused already is told again. */
function triedRules(
  worker: Worker,
  { connection, object }: MappingAsked,
  line: FieldMap,
  schema: Schema,
): InboundRules {
  const { field, direction, behaviour } = line;
  return {
    ...inboundRules(worker, connection, object, schema),
    map: [line],
    inward: compileInward([line], schema),
    filled: compileFilled([line], schema),
    behaviours: direction === "outbound" ? {} : { [field]: behaviour },
    retell: true,
  };
}
