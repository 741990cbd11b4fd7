import type { CrmName, ObjectKind } from "./crms.ts";
import type { Own, World } from "./people.ts";

export type Place = CrmName | "workspace";

/**
 * Who edited which field of which record. Where only one place edits a field, its last value must win; where several do,
 * the newer one should, but clocks and polls leave room, so only agreement is asked for.
 */
export interface History {
  edited(kind: ObjectKind, recordId: string, place: Place, own: Own): void;
  /** Nothing is expected of this record any more. */
  spoil(kind: ObjectKind, recordId: string): void;
  /** Fields with one editor, and what was written last. */
  expected(): readonly Edited[];
}

export interface Edited {
  readonly kind: ObjectKind;
  readonly recordId: string;
  readonly field: string;
  readonly place: Place;
  readonly value: string | number | null;
}

export function createHistory(): History {
  const fields = new Map<string, Edited | "several">();
  const spoilt = new Set<string>();
  return {
    edited: (kind, recordId, place, own) => {
      for (const [field, value] of Object.entries(own)) {
        const key = `${kind} ${recordId} ${field}`;
        const before = fields.get(key);
        const alone = before === undefined || (before !== "several" && before.place === place);
        fields.set(key, alone ? { kind, recordId, field, place, value } : "several");
      }
    },
    spoil: (kind, recordId) => spoilt.add(`${kind} ${recordId}`),
    expected: () =>
      [...fields.values()]
        .filter((each) => each !== "several")
        .filter(({ kind, recordId }) => !spoilt.has(`${kind} ${recordId}`)),
  };
}

/**
 * Notes an edit before it is done. Before a record is linked with both CRMs, its values are decided by who wins the first
 * match; and what is on its way to a CRM is sent without asking what was edited there just now. Of such edits nothing
 * is expected.
 */
export async function noteEdit(
  world: World,
  kind: ObjectKind,
  place: Place,
  at: { id: string; tag: string },
  own: Own,
): Promise<void> {
  const name = kind === "account" ? "name" : "last_name";
  const rows = await world.store.read((sql) =>
    sql.all(
      `select r.id, (select count(distinct connection) from links l where l.object = r.object and l.record_id = r.id and l.deleted_in_crm = 0) as crms,
         (select count(*) from outbox b where b.object = r.object and b.record_id = r.id and b.connection = ?) as owed,
         (select count(*) from links l where l.object = r.object and l.record_id = r.id and l.connection = ? and l.external_id = ?) as linked
       from records r where r.object = ? and (r.id = ? or fields ->> '${name}' = ? or r.id in
         (select record_id from links l where l.object = r.object and l.connection = ? and l.external_id = ?))`,
      [place, place, at.id, kind, place === "workspace" ? at.id : "", at.tag, place, at.id],
    ),
  );
  for (const row of rows) {
    const recordId = String(row.id);
    const known = place === "workspace" || Number(row.linked) > 0;
    if (known && Number(row.crms) === 2 && Number(row.owed) === 0 && rows.length === 1)
      world.history.edited(kind, recordId, place, own);
    else world.history.spoil(kind, recordId);
  }
}

/** Whatever was edited of the record that a remote one is, nothing is expected of it any more. */
export async function spoil(world: World, kind: ObjectKind, name: CrmName, externalId: string): Promise<void> {
  const rows = await world.store.read((sql) =>
    sql.all("select record_id from links where object = ? and connection = ? and external_id = ?", [
      kind,
      name,
      externalId,
    ]),
  );
  for (const row of rows) world.history.spoil(kind, String(row.record_id));
}

/** Edits that were lost: nobody else wrote the field, yet the workspace holds something else. */
export async function lostEdits({ store, history, drawn }: World): Promise<readonly string[]> {
  // A write that arrives after its sender died, or late, may put an old value over a newer one: no program can help that.
  if (drawn.ends["late arrival"] || drawn.ends.slow) return [];
  const problems: string[] = [];
  for (const { kind, recordId, field, place, value } of history.expected()) {
    if (field === "account_id") continue;
    const [record] = await store.read((sql) =>
      sql.all("select fields from records where object = ? and id = ? and deleted = 0", [kind, recordId]),
    );
    const [excuse] = await store.read((sql) =>
      sql.all(
        `select 1 as n from links l left join outcomes o on o.connection = l.connection and o.object = l.object and o.direction = 'inbound' and o.subject = l.external_id
         where l.connection = ? and l.object = ? and l.record_id = ? and (o.subject is not null or l.deleted_in_crm = 1)`,
        [place, kind, recordId],
      ),
    );
    if (!record || excuse) continue;
    const held = (JSON.parse(String(record.fields)) as Record<string, unknown>)[field] ?? null;
    if (held !== value)
      problems.push(`${place} gave ${kind} ${recordId} ${field} = ${value}, and nobody else did, but it has ${held}`);
  }
  return problems;
}
