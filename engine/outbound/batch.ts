import { followKept } from "../connections/kept.ts";
import { eventVerdicts } from "../events/contacts.ts";
import type { Fields, ObjectName, Schema, WorkspaceRecord } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { asksAny, policiesOf } from "../rules/contest.ts";
import { inboundRules, objectSettings } from "../rules/rules.ts";
import { isOffPeak } from "../rules/schedule.ts";
import { schemaOf } from "../rules/schema.ts";
import { sendsOut, takesIn } from "../rules/switches.ts";
import { heldFields } from "../store/conflicts.ts";
import { readCursor } from "../store/cursors.ts";
import { heldRecords } from "../store/held.ts";
import { externalIds } from "../store/links.ts";
import { awaitedObjects, dueRows, type OutboxRow } from "../store/outbox.ts";
import { untoldFields } from "../store/remap.ts";
import type { Sql } from "../store/sql.ts";
import type { Lane } from "../throttle.ts";
import type { Worker } from "../worker.ts";
import { freshen } from "./freshen.ts";
import { newAtOnce } from "./lookup-price.ts";
import { memberIds } from "./member-ids.ts";
import { type Screened, withoutTwins } from "./newcomers.ts";
import type { Batch, OutboundRules, Planned, Writing } from "./plan.ts";
import { planEach } from "./plan-each.ts";
import { isUnread } from "./unread.ts";

/** One batch of one object with everything decided that can be decided before it is claimed. */
export interface Prepared extends Screened {
  readonly lane: Lane;
  /** Only updates that nobody waits for, and nothing else to note about any row. */
  readonly plain: boolean;
  /** How often the lease's holder had written when its rows were read. */
  readonly asOf: number;
}

const lanes: readonly Lane[] = ["person", "live", "incremental", "backfill"];

/**
 * Plans the least writes for what is due, or only for what a person waits for (`asked`), and looks for twins of what is
 * new. done = nothing is due; later = no answer now.
 */
export async function prepareBatch(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  asked = false,
): Promise<Prepared | "done" | "later"> {
  const { store, connections } = worker;
  const { connection } = lease;
  const { batch: most } = connections.get(connection).provider.limits;
  let rows = await store.read((sql) => dueBatch(sql, worker, connection, object, most));
  const [first] = rows;
  if (!first || (asked && first.lane > 0)) return "done";
  const lane = lanes[first.lane] ?? "live";
  if (!(await connections.ready(connection, lane))) return "later";
  // What a person asks for is read one by one, below.
  if (first.lane > 0 && (await store.read((sql) => isUnread(sql, worker, connection, object)))) return "later";
  const schema = await schemaOf(worker, lease, object, lane);
  if (!schema.ok) return "later";
  const inbound = inboundRules(worker, connection, object, schema.value);
  if (!(await freshen(worker, lease, lane, rows, inbound))) return "later";

  let all = await store.read((sql) => planBatch(sql, worker, lease, rows, schema.value));
  // Most rows of a first sync need no write: then many more are planned than one call takes.
  if (first.lane > 0 && rows.length === most && all.planned.filter(isWrite).length < most / 2) {
    rows = await store.read((sql) => dueBatch(sql, worker, connection, object, most * plannedPerWrite));
    if (!(await freshen(worker, lease, lane, rows, inbound))) return "later";
    all = await store.read((sql) => planBatch(sql, worker, lease, rows, schema.value));
  }
  const { provider } = connections.get(connection);
  const planned = firstWrites(all.planned, most, newAtOnce(provider, inbound, most));
  const batch = { ...all, planned };
  const screened = await withoutTwins(worker, lease, lane, batch, inbound);
  return screened ? { ...screened, lane, plain: isPlain(screened), asOf: all.asOf } : "later";
}

/**
 * The next batch, planned while one is on its way. Only plain updates: whatever the answer to the one before might change
 * (a parent that lands, a twin, a person who waits) is planned after it.
 */
export async function prepareUpdates(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  underWay: ReadonlySet<string>,
): Promise<Prepared | null> {
  const { store, connections, ports } = worker;
  const { connection } = lease;
  const { batch: one } = connections.get(connection).provider.limits;
  const most = one * callsAhead;
  const open = (await store.read((sql) => dueBeside(sql, worker, connection, object, most, underWay)))
    .filter((row) => !underWay.has(row.recordId))
    .slice(0, most);
  // Whole calls only: what is left over may be joined by others until its turn comes.
  const rows = open.slice(0, open.length - (open.length % one));
  const [first] = rows;
  if (!first || rows.some((row) => !isUnasked(row))) return null;
  const lane = lanes[first.lane] ?? "live";
  const schema = await schemaOf(worker, lease, object, lane);
  if (!schema.ok) return null;
  const asOf = worker.leases.writes(connection);
  const writing: Writing[] = [];
  // Call by call, so that what is on its way, and the answers that come, need not wait for all of it.
  for (let at = 0; at < rows.length; at += one) {
    await ports.clock.turn?.();
    const some = rows.slice(at, at + one);
    const { planned } = await store.read((sql) => planBatch(sql, worker, lease, some, schema.value));
    writing.push(...planned.filter(isWrite));
  }
  const batch = { writing, refused: [], idle: [], waiting: [], lane, plain: true, asOf };
  return writing.length === rows.length && isPlain(batch) ? batch : null;
}

/** Whether it may be sent again at any time without harm, whatever became of it. */
function isPlain({ writing, refused, idle, waiting }: Screened): boolean {
  if (refused.length + idle.length + waiting.length > 0) return false;
  return writing.every(({ row, write, left }) => write.op === "update" && left === null && isUnasked(row));
}

function isUnasked(row: OutboxRow): boolean {
  return row.lane > 0 && !row.proof && row.runId === null;
}

/** Whether a batch that was planned ahead may still go before all others. */
export async function mayGoNext(
  { store, connections, ports }: Worker,
  { connection }: Lease,
  lane: Lane,
): Promise<boolean> {
  if (!(await connections.ready(connection, lane))) return false;
  const { objects } = connections.get(connection).settings;
  return (await store.read((sql) => awaitedObjects(sql, connection, objects, ports.clock.wall()))).length === 0;
}

const plannedPerWrite = 10;
/** Plain updates are planned, and noted as sent, for so many calls at once: each reading and each commit has its price. */
const callsAhead = 10;

/** The other writes wait for the next batch. */
export function firstWrites(planned: readonly Planned[], most: number, mostNew: number): readonly Planned[] {
  let fresh = 0;
  const some = planned.filter(isWrite).filter(({ write }) => write.op !== "create" || ++fresh <= mostNew);
  const writes = new Set(some.slice(0, most));
  return planned.filter((each) => each.kind !== "write" || writes.has(each));
}

function isWrite(each: Planned): each is Writing {
  return each.kind === "write";
}

/** While the first of what is due is under way, all that is comes first: nothing that is new, or more urgent, is passed over. */
async function dueBeside(
  sql: Sql,
  worker: Worker,
  connection: string,
  object: ObjectName,
  limit: number,
  underWay: ReadonlySet<string>,
): Promise<readonly OutboxRow[]> {
  const [first] = await dueBatch(sql, worker, connection, object, 1);
  if (!first) return [];
  return underWay.has(first.recordId)
    ? dueBatch(sql, worker, connection, object, limit, underWay.size)
    : dueBatch(sql, worker, connection, object, limit + underWay.size);
}

async function dueBatch(
  sql: Sql,
  worker: Worker,
  connection: string,
  object: ObjectName,
  limit: number,
  offset = 0,
): Promise<readonly OutboxRow[]> {
  const cursor = await readCursor(sql, connection, object);
  if (!cursor) return [];
  const { settings, provider } = worker.connections.get(connection);
  const now = worker.ports.clock.wall();
  const found = await dueRows(sql, {
    connection,
    object,
    state: "pending",
    now,
    linkedOnly: takesIn(settings, object) && cursor.finishedAt === null,
    limit,
    offset,
  });
  // Outside their hours backfills do not even ride along with what is live.
  const due = isOffPeak(settings.offPeak, now) ? found : found.filter((row) => lanes[row.lane] !== "backfill");
  // What a person waits for goes alone, and is read from the CRM first.
  const urgent = due.filter((row) => row.lane === 0).slice(0, provider.limits.batch);
  return urgent.length > 0 ? urgent : due;
}

/** Where nothing is read, nothing is waited for. */
async function untoldAt(
  sql: Sql,
  { connections }: Worker,
  at: { readonly connection: string; readonly object: ObjectName },
): Promise<ReadonlySet<string> | undefined> {
  if (!takesIn(connections.get(at.connection).settings, at.object)) return undefined;
  const fields = await untoldFields(sql, at);
  return fields.length > 0 ? new Set(fields) : undefined;
}

type HeldRecords = Awaited<ReturnType<typeof heldRecords>>;

function edited(held: HeldRecords, tried: Tried | undefined): HeldRecords {
  const edit = tried?.edit;
  if (!edit) return held;
  return new Map(
    [...held].map(([id, each]) => [id, { ...each, record: { ...each.record, fields: edit(each.record) } }] as const),
  );
}

const nothingHeld = { record: null, links: [] };

/** What is only tried: another map than the one in force, and records as they would be. */
export interface Tried {
  readonly map?: OutboundRules["map"] | undefined;
  edit?(record: WorkspaceRecord): Fields;
}

/** What is to be done about rows, as far as is known here; `tried` = with something that is not so yet. */
export async function planBatch(
  sql: Sql,
  worker: Worker,
  { connection }: Lease,
  rows: readonly OutboxRow[],
  schema: Schema,
  tried?: Tried,
): Promise<Batch> {
  const { object } = schema;
  // What somebody decided a moment ago, perhaps in another process, is followed by what it has made due.
  await followKept(sql, worker.connections);
  const { settings, maps, keptOut } = worker.connections.get(connection);
  const asOf = worker.leases.writes(connection);
  const ids = rows.map((row) => row.recordId);
  // Claims and settlements go by version and `seq`, so a change that comes in between is owed anew.
  const held = edited(await heldRecords(sql, object, ids, connection), tried);
  const map = tried?.map ?? maps[object] ?? [];
  const parents = new Map<string, ReadonlyMap<string, string>>();
  for (const { field, references, type } of map) {
    if (!references || type === "references") continue;
    // What the CRM holds already is not sent, so nobody need know where it points to.
    const wanted = new Set<string>();
    for (const { record, links } of held.values()) {
      const parent = record.fields[field];
      if (typeof parent === "string" && !(links.length > 0 && links.every((link) => link.seen[field] === parent)))
        wanted.add(parent);
    }
    parents.set(references, await externalIds(sql, connection, references, [...wanted]));
  }
  const members = await memberIds(sql, connection, map, held.values());
  for (const [each, ids] of members.parents) parents.set(each, new Map([...(parents.get(each) ?? []), ...ids]));
  const own = objectSettings(worker, object);
  const linked = () => [...held.values()].flatMap(({ links }) => links.map((link) => link.externalId));
  const contested = asksAny(policiesOf(map, own, connection))
    ? await heldFields(sql, { connection, object }, linked())
    : undefined;
  const records = [...held.values()].map(({ record }) => record);
  const events = object === "event" ? await eventVerdicts(sql, worker.settings, records) : undefined;
  const sends = sendsOut(settings, object);
  const rules = {
    connection: settings,
    sends,
    settings: own,
    map,
    schema,
    parents,
    dead: members.dead,
    held: contested,
    out: keptOut[object],
    untold: tried?.map ? undefined : await untoldAt(sql, worker, { connection, object }),
    events,
  };
  const planned = planEach(
    rows,
    (row) => held.get(row.recordId) ?? nothingHeld,
    rules,
    (row, cause) =>
      worker.ports.log("error", "a record could not be planned", {
        connection,
        object,
        record: row.recordId,
        cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      }),
  );
  return { asOf, planned, held, rules };
}
