import {
  CrmError,
  type Cursor,
  type Page,
  type PushResult,
  type Session,
  type Trouble,
  type Write,
} from "../../provider.ts";
import type { ObjectName, RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { after, changes, collect, lastPlace, ORDER } from "./changes.ts";
import type { Client } from "./client.ts";
import { advance, beginPoll, decode, encode, firstIncremental, type Incremental } from "./cursor.ts";
import { type RowError, troubleOfRow } from "./errors.ts";
import { find } from "./find.ts";
import { push } from "./push.ts";
import { isRow, stampOf } from "./records.ts";
import { allOf } from "./selected.ts";
import { instant, lists, ROLES } from "./soql.ts";

const TYPE = "OpportunityContactRole";
/** Salesforce takes so many rows of one collection. */
const COLLECTION = 200;

interface Role {
  readonly id: string;
  readonly deal: string;
  readonly contact: string;
  readonly stamp: number;
}

/** Whether the contacts of deals are asked for: they are rows of their own, so they cost calls of their own. */
export function hasRoles(type: string, fields: readonly string[]): boolean {
  return type === "Opportunity" && fields.includes(ROLES);
}

/** Puts the contacts of each deal into its record; a role is news of its deal, whose own stamp does not move with it. */
export async function withRoles(
  client: Client,
  records: readonly RemoteRecord[],
  stamps: ReadonlyMap<string, number> = new Map(),
): Promise<readonly RemoteRecord[]> {
  const roles = Map.groupBy(
    await rolesOf(
      client,
      records.map((one) => one.externalId),
    ),
    (role) => role.deal,
  );
  return records.map((record) => {
    const own = roles.get(record.externalId) ?? [];
    const members = [...new Set(own.map((role) => role.contact))].toSorted().join(";");
    const modifiedAt = Math.max(
      record.modifiedAt,
      stamps.get(record.externalId) ?? 0,
      ...own.map((role) => role.stamp),
    );
    return { ...record, modifiedAt, fields: { ...record.fields, [ROLES]: members === "" ? null : members } };
  });
}

async function rolesOf(client: Client, ids: readonly string[]): Promise<readonly Role[]> {
  const found: Role[] = [];
  for (const list of lists(ids)) {
    const soql = `SELECT Id, OpportunityId, ContactId, SystemModstamp FROM ${TYPE} WHERE OpportunityId IN (${list})`;
    let answer = await client.query(soql);
    found.push(...answer.rows.map(roleOf));
    while (answer.next !== null) {
      answer = await client.more(answer.next);
      found.push(...answer.rows.map(roleOf));
    }
  }
  return found;
}

function roleOf(row: unknown): Role {
  const { Id, OpportunityId, ContactId } = isRow(row) ? row : {};
  const stamp = isRow(row) ? stampOf(row) : null;
  if (typeof Id !== "string" || typeof OpportunityId !== "string" || typeof ContactId !== "string" || stamp === null)
    throw new CrmError(malformed("a contact role of Salesforce's has no Id, no ends or no time of change", false));
  return { id: Id, deal: OpportunityId, contact: ContactId, stamp };
}

/** A page of deals with their contacts; the last page of a poll also brings the deals whose roles came or went. */
export async function dealChanges(
  client: Client,
  session: Session,
  { object, type }: { readonly object: ObjectName; readonly type: string },
  cursor: Cursor | null,
): Promise<Page> {
  const page = await changes(client, session, object, type, cursor);
  if (page.phase === "backfill") {
    const records = await withRoles(client, page.records);
    const { mark } = page.cursor;
    const roles = page.more ? null : firstIncremental(typeof mark === "number" ? mark : null);
    return { ...page, records, cursor: roles === null ? page.cursor : withState(page.cursor, roles) };
  }
  const state = stateIn(cursor);
  if (page.more)
    return { ...page, records: await withRoles(client, page.records), cursor: withState(page.cursor, state) };
  const moved = await movedRoles(client, beginPoll(state, session.now()));
  const met = new Set([...page.records, ...page.gone].map((one) => one.externalId));
  const missed = [...moved.stamps.keys()].filter((id) => !met.has(id));
  const others = await find(client, allOf(type, session.fields[object] ?? []), "Id", missed);
  return {
    ...page,
    records: await withRoles(client, [...page.records, ...others], moved.stamps),
    cursor: withState(page.cursor, moved.state),
    more: moved.more,
  };
}

/** A cursor from before the contacts were mapped knows nothing of them: then all roles are read once. */
function stateIn(cursor: Cursor | null): Incremental {
  const told = typeof cursor?.roles === "string" ? cursor.roles : "null";
  const state = decode(JSON.parse(told));
  return state?.phase === "incremental" ? state : firstIncremental(null);
}

function withState(cursor: Cursor, state: Incremental): Cursor {
  return { ...cursor, roles: JSON.stringify(encode(state)) };
}

async function movedRoles(
  client: Client,
  poll: Incremental,
): Promise<{ readonly state: Incremental; readonly more: boolean; readonly stamps: ReadonlyMap<string, number> }> {
  const from =
    poll.place === null && poll.from !== null ? [`SystemModstamp >= ${instant(poll.from)}`] : after(poll.place);
  const where = from.length === 0 ? "" : `WHERE ${from.join(" AND ")} `;
  const soql = `SELECT Id, OpportunityId, SystemModstamp FROM ${TYPE} ${where}${ORDER}`;
  const { rows, full } = await collect(client, await client.queryAll(soql));
  const stamps = new Map<string, number>();
  for (const row of rows.filter(isRow)) {
    const [deal, stamp] = [row.OpportunityId, stampOf(row)];
    if (typeof deal === "string" && stamp !== null) stamps.set(deal, Math.max(stamps.get(deal) ?? 0, stamp));
  }
  return { state: advance(poll, lastPlace(rows, full), !full), more: full, stamps };
}

/** Writes deals as usual, and after them the roles that come and go. What is there already is not made again. */
export async function pushDeals(
  client: Client,
  type: string,
  writes: readonly Write[],
): Promise<readonly PushResult[]> {
  const own = writes.filter((write) => !write.sets || Object.keys(write.fields).length > 0);
  const results = new Map((await push(client, type, own)).map((result) => [result.key, result]));
  const wanted = writes.filter((write) => write.sets?.[ROLES] && results.get(write.key)?.ok !== false);
  const failures = wanted.length === 0 ? new Map<string, Trouble>() : await changeRoles(client, wanted);
  return writes.map((write) => {
    const failure = failures.get(write.key);
    if (failure) return { key: write.key, ok: false, ...failure, field: failure.field ?? ROLES };
    const done = { key: write.key, ok: true, externalId: write.externalId ?? "", created: false } as const;
    return results.get(write.key) ?? done;
  });
}

async function changeRoles(client: Client, writes: readonly Write[]): Promise<ReadonlyMap<string, Trouble>> {
  const failures = new Map<string, Trouble>();
  try {
    const present = Map.groupBy(
      await rolesOf(
        client,
        writes.map((write) => write.externalId ?? ""),
      ),
      (one) => one.deal,
    );
    const made: { key: string; record: Record<string, string> }[] = [];
    const ended: { key: string; id: string }[] = [];
    for (const { key, externalId, sets } of writes) {
      const there = present.get(externalId ?? "") ?? [];
      const { add = [], remove = [] } = sets?.[ROLES] ?? {};
      for (const contact of add)
        if (!there.some((role) => role.contact === contact))
          made.push({ key, record: { OpportunityId: externalId ?? "", ContactId: contact } });
      for (const role of there) if (remove.includes(role.contact)) ended.push({ key, id: role.id });
    }
    for (const some of chunks(made))
      note(
        failures,
        some,
        await client.create(
          TYPE,
          some.map((each) => each.record),
        ),
      );
    for (const some of chunks(ended))
      note(
        failures,
        some,
        await client.destroy(
          TYPE,
          some.map((each) => each.id),
        ),
      );
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    // Repeating it is harmless: what is there by then is not made again.
    for (const { key } of writes) failures.set(key, { ...error.trouble, unsure: false });
  }
  return failures;
}

function note(
  failures: Map<string, Trouble>,
  sent: readonly { readonly key: string }[],
  rows: readonly unknown[],
): void {
  for (const [at, { key }] of sent.entries()) {
    const row = rows[at];
    if (isRow(row) && row.success === true) continue;
    const errors: readonly unknown[] = isRow(row) && Array.isArray(row.errors) ? row.errors : [];
    const first: RowError | undefined = errors.find(isRow);
    const trouble =
      first === undefined ? malformed("Salesforce's answer has no result for this role", true) : troubleOfRow(first);
    // Gone already is what a removal wants.
    if (trouble.reason !== "REC_DELETED") failures.set(key, trouble);
  }
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / COLLECTION);
  return Array.from({ length: count }, (_, at) => all.slice(at * COLLECTION, (at + 1) * COLLECTION));
}
