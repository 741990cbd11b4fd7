import type { CrmName } from "../fakes/bed.ts";
import { type Edited, type Place, type Rule, translations, words } from "./histories-rules.ts";
import type { HistoryWorld } from "./histories-world.ts";

/** What people did, from which the oracle says what must have become of it. */
export interface Deeds {
  /** Everybody that was ever made, by the name that is never edited. */
  readonly people: Person[];
  /** The names of all companies that were ever made; none is deleted. */
  readonly companies: string[];
}

export interface Person {
  readonly key: string;
  readonly email: string;
  /** Where people made it by hand. */
  readonly born: ReadonlySet<Place>;
  /** Field -> all that was written, oldest first. */
  readonly edits: Map<Edited, { readonly place: Place; readonly value: string | null }[]>;
  /** Deleted, restored, merged or left out somewhere in its life: of its values less is expected. */
  disturbed: boolean;
  /** Deleted here once: in a CRM stays what belonged to that record. */
  deletedHere: boolean;
  /** Its id where it was deleted. */
  readonly graves: Map<Place, string>;
}

/** In our words; a CRM that has no such field is not asked for it. */
export type Values = Readonly<Record<Edited, string | null>>;

type World = Pick<HistoryWorld, "own" | "rule">;

export function placesOf({ crms }: Rule): readonly Place[] {
  return [crms[0], crms[1], "here"];
}

/** The records of a person that live in a CRM. */
export function rowsIn({ own }: Pick<World, "own">, crm: CrmName, { key }: Pick<Person, "key">) {
  const name = words[crm].key;
  return own
    .list(crm, words[crm].type)
    .records.filter(({ fields }) => fields[name] === key || fields[name] === `Ann ${key}`);
}

export function idIn(world: World, crm: CrmName, person: Person): string | undefined {
  return rowsIn(world, crm, person)[0]?.id;
}

/** What a CRM's record holds. */
export function valuesIn({ own }: World, crm: CrmName, fields: Readonly<Record<string, unknown>>): Values {
  const { phone, title, source, account, company, name } = words[crm];
  const told = source === null ? null : text(fields[source]);
  const [meant] = Object.entries(translations[crm]).find(([, theirs]) => theirs === told) ?? [told];
  const parent = text(fields[account]);
  const [found] = parent === null ? [] : own.list(crm, company).records.filter(({ id }) => id === parent);
  return {
    phone: text(fields[phone]),
    title: text(fields[title]),
    source: meant ?? null,
    account: parent === null ? null : String(found?.fields[name] ?? `unknown ${parent}`),
  };
}

/** What we hold of a person, one a record. */
export function valuesHere({ own }: World, { key }: Person) {
  return own.sql<Values & { readonly id: string; readonly hidden: unknown }>(
    `select c.id, c.phone, c.title, c.source, c.do_not_sync as hidden, a.name as account
     from contacts c left join accounts a on a.id = c.account_id where c.last_name = '${key}'`,
  );
}

/** Writes one value where it is possible; false = it is not, and nothing happened. */
export async function write(
  world: World,
  person: Person,
  place: Place,
  field: Edited,
  value: string | null,
): Promise<boolean> {
  const { own } = world;
  const told = await wordFor(world, place, field, value);
  if (told === undefined) return false;
  if (place === "here") {
    const rows = await own.sql(`select id from contacts where last_name = '${person.key}'`);
    const column = field === "account" ? "account_id" : field;
    await own.write(`update contacts set ${column} = ${quoted(told)} where last_name = '${person.key}'`);
    return rows.length > 0;
  }
  const id = idIn(world, place, person);
  const name = words[place][field];
  if (id === undefined || name === null) return false;
  own.edit(place, words[place].type, id, { [name]: told });
  return true;
}

/** A value as it is written there; undefined = it cannot be. */
export async function wordFor(
  { own }: World,
  place: Place,
  field: Edited,
  value: string | null,
): Promise<string | null | undefined> {
  if (place !== "here" && words[place][field] === null) return undefined;
  if (value === null) return null;
  if (field === "account") {
    if (place !== "here")
      return own.list(place, words[place].company).records.find(({ fields }) => fields[words[place].name] === value)
        ?.id;
    const [row] = await own.sql<{ id: string }>(`select id from accounts where name = '${value}'`);
    return row?.id;
  }
  return field === "source" && place !== "here" ? translations[place][value] : value;
}

function quoted(value: string | null): string {
  return value === null ? "null" : `'${value}'`;
}

/** Known in both CRMs, and nothing is on its way: an edit now has nobody beside it. */
export async function isSettled({ own }: Pick<World, "own">, { key }: Person): Promise<boolean> {
  const rows = await own.sql<{ id: string }>(
    `select r.id from contacts r where r.last_name = '${key}'
       and (select count(*) from links l where l.object = 'contact' and l.record_id = r.id and l.deleted_in_crm = 0) = 2`,
  );
  return rows.length === 1;
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}
