import type { CrmName } from "../fakes/bed.ts";
import { type Blow, type Edited, type HistoryWorld, type Place, type Rule, words } from "./histories-world.ts";

export type Step =
  | { readonly do: "create"; readonly at: number }
  | { readonly do: "twins" }
  | { readonly do: "edit"; readonly at: number; readonly who: number; readonly field: Edited }
  | { readonly do: "leave" | "delete" | "restore"; readonly at: number; readonly who: number }
  | { readonly do: "decide"; readonly side: "here" | "there" }
  | { readonly do: "look"; readonly blow: Blow; readonly after: number };

/** What people did, from which the oracle says what must have become of it. */
export interface Deeds {
  /** Everybody that was ever made, by the name that is never edited. */
  readonly people: Person[];
}

export interface Person {
  readonly key: string;
  readonly email: string;
  /** Where people made it by hand. */
  readonly born: ReadonlySet<Place>;
  /** Field -> all that was written while it was known everywhere, oldest first. */
  readonly edits: Map<Edited, { readonly place: Place; readonly value: string }[]>;
  /** Deleted, restored or left out somewhere in its life: of its values less is expected. */
  disturbed: boolean;
  /** Its id where it was deleted. */
  readonly graves: Map<Place, string>;
}

/** Does one step; what is not possible now is left out. */
export async function act(world: HistoryWorld, deeds: Deeds, step: Step, n: number): Promise<void> {
  const { own, rule } = world;
  const places = placesOf(rule);
  switch (step.do) {
    case "create":
      return make(world, deeds, [places[step.at % 3] ?? "here"], n);
    case "twins":
      return make(world, deeds, rule.crms, n);
    case "edit": {
      const place = places[step.at % 3] ?? "here";
      const person = deeds.people[step.who % Math.max(1, deeds.people.length)];
      if (!person) return;
      const value = step.field === "phone" ? `+49 30 ${100_000 + n}` : `Head ${n}`;
      const settled = await isSettled(world, person);
      if (!(await write(world, person, place, step.field, value))) return;
      const before = person.edits.get(step.field) ?? [];
      person.edits.set(step.field, [...before, { place, value }]);
      if (!settled) person.disturbed = true;
      return;
    }
    case "leave": {
      const person = deeds.people[step.who % Math.max(1, deeds.people.length)];
      if (person && (await write(world, person, places[step.at % 3] ?? "here", "title", "Out")))
        person.disturbed = true;
      return;
    }
    case "delete": {
      const person = deeds.people[step.who % Math.max(1, deeds.people.length)];
      const place = places[step.at % 3] ?? "here";
      if (!person) return;
      person.disturbed = true;
      if (place === "here") await own.write(`delete from contacts where last_name = '${person.key}'`);
      else {
        const id = idIn(world, place, person);
        if (id === undefined) return;
        own.control("DELETE", `${place}/records/${words[place].type}/${id}`);
        person.graves.set(place, id);
      }
      return;
    }
    case "restore": {
      const person = deeds.people[step.who % Math.max(1, deeds.people.length)];
      const [[place, id] = []] = person?.graves ?? [];
      if (!person || place === undefined || place === "here") return;
      // A twin that was made meanwhile stands in its place.
      if (idIn(world, place, person) !== undefined) return;
      own.control("POST", `${place}/records/${words[place].type}/${id}/restore`);
      person.graves.delete(place);
      return;
    }
    case "decide": {
      const [first] = await world.engine().conflicts();
      if (!first) return;
      const { connection, object, recordId, field } = first;
      await world.engine().decideConflict({ connection, object, recordId, field, side: step.side }, "slack|U1|Olga");
      return;
    }
    case "look":
      await own.clock.advance(3_000);
      return world.look(step.blow, step.after);
  }
}

export function placesOf({ crms }: Rule): readonly Place[] {
  return [crms[0], crms[1], "here"];
}

async function make({ own }: HistoryWorld, deeds: Deeds, at: readonly Place[], n: number): Promise<void> {
  const [key, email] = [`Key${n}`, `p${n}@x.test`];
  for (const place of at) {
    if (place === "here")
      await own.write(`insert into contacts (first_name, last_name, email) values ('Ann', '${key}', '${email}')`);
    else own.create(place, words[place].type, newIn(place, key, email));
  }
  deeds.people.push({
    key,
    email,
    born: new Set(at),
    edits: new Map(),
    disturbed: false,
    graves: new Map(),
  });
}

function newIn(crm: CrmName, key: string, email: string): object {
  if (crm === "salesforce") return { FirstName: "Ann", LastName: key, Email: email };
  return crm === "hubspot" ? { firstname: "Ann", lastname: key, email } : { name: `Ann ${key}`, email };
}

/** The records of a person that live in a CRM. */
export function rowsIn({ own }: Pick<HistoryWorld, "own">, crm: CrmName, { key }: Pick<Person, "key">) {
  const name = words[crm].key;
  return own
    .list(crm, words[crm].type)
    .records.filter(({ fields }) => fields[name] === key || fields[name] === `Ann ${key}`);
}

function idIn(world: HistoryWorld, crm: CrmName, person: Person): string | undefined {
  return rowsIn(world, crm, person)[0]?.id;
}

async function write(
  world: HistoryWorld,
  person: Person,
  place: Place,
  field: Edited,
  value: string,
): Promise<boolean> {
  const { own } = world;
  if (place === "here") {
    const rows = await own.sql(`select id from contacts where last_name = '${person.key}'`);
    await own.write(`update contacts set ${field} = '${value}' where last_name = '${person.key}'`);
    return rows.length > 0;
  }
  const id = idIn(world, place, person);
  if (id === undefined) return false;
  own.edit(place, words[place].type, id, { [words[place][field]]: value });
  return true;
}

/** Known in both CRMs, and nothing is on its way: an edit now has nobody beside it. */
async function isSettled({ own }: HistoryWorld, { key }: Person): Promise<boolean> {
  const rows = await own.sql<{ id: string }>(
    `select r.id from contacts r where r.last_name = '${key}'
       and (select count(*) from links l where l.object = 'contact' and l.record_id = r.id and l.deleted_in_crm = 0) = 2`,
  );
  return rows.length === 1;
}
