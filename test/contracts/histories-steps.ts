import type { CrmName } from "../fakes/bed.ts";
import { type Deeds, idIn, isSettled, type Person, placesOf, valuesHere, wordFor, write } from "./histories-people.ts";
import { type Edited, type Place, type Switch, sources, words } from "./histories-rules.ts";
import type { Blow, HistoryWorld } from "./histories-world.ts";

export type Step =
  | { readonly do: "create" | "company"; readonly at: number }
  | { readonly do: "twins" | "twin companies" }
  | {
      readonly do: "edit" | "upsert";
      readonly at: number;
      readonly who: number;
      readonly field: Edited;
      /** Which of the values that there are; 0 = it is emptied. */
      readonly value: number;
    }
  | {
      readonly do: "leave" | "enter" | "delete" | "restore" | "hide" | "show";
      readonly at: number;
      readonly who: number;
    }
  | { readonly do: "merge"; readonly at: number; readonly who: number; readonly into: number }
  | { readonly do: "decide"; readonly side: "here" | "there" }
  | { readonly do: "switch"; readonly at: number; readonly to: Switch }
  | { readonly do: "whole"; readonly at: number; readonly object: "account" | "contact" }
  /** People wait until the worker has nothing to do. */
  | { readonly do: "rest" }
  | { readonly do: "look"; readonly blow: Blow; readonly after: number };

/** Does one step; what is not possible now is left out. */
export async function act(world: HistoryWorld, deeds: Deeds, step: Step, n: number): Promise<void> {
  const { own, rule } = world;
  const places = placesOf(rule);
  const place = ("at" in step ? places[step.at % 3] : null) ?? "here";
  const crm = ("at" in step ? rule.crms[step.at % 2] : null) ?? rule.crms[0];
  const person = "who" in step ? pick(deeds.people, step.who) : undefined;
  switch (step.do) {
    case "create":
      return make(world, deeds, [place], n);
    case "twins":
      return make(world, deeds, rule.crms, n);
    case "company":
      return found(world, deeds, [place], n);
    case "twin companies":
      return found(world, deeds, rule.crms, n);
    case "edit":
      return person && edit(world, deeds, person, step, place, n);
    case "upsert":
      return person && upsert(world, deeds, person, step, crm, n);
    case "leave":
    case "enter":
      if (person && (await write(world, person, place, "title", step.do === "leave" ? "Out" : `Back ${n}`)))
        person.disturbed = true;
      return;
    case "hide":
    case "show":
      if (!person) return;
      person.disturbed = true;
      await own.write(`update contacts set do_not_sync = ${step.do === "hide"} where last_name = '${person.key}'`);
      return;
    case "delete":
      return person && remove(world, person, place);
    case "restore":
      return person && restore(world, person);
    case "merge":
      return person && merge(world, person, pick(deeds.people, step.into), crm);
    case "decide": {
      const [first] = await world.engine().conflicts();
      if (!first) return;
      const { connection, object, recordId, field } = first;
      await world.engine().decideConflict({ connection, object, recordId, field, side: step.side }, "slack|U1|Olga");
      return;
    }
    case "switch":
      return world.turn(crm, step.to);
    case "whole":
      await world.engine().orderWhole(crm, step.object);
      return;
    case "rest":
      return world.pass(3);
    case "look":
      await own.clock.advance(3_000);
      return world.look(step.blow, step.after);
  }
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % Math.max(1, all.length)];
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
    deletedHere: false,
    graves: new Map(),
  });
}

function newIn(crm: CrmName, key: string, email: string): object {
  if (crm === "salesforce") return { FirstName: "Ann", LastName: key, Email: email };
  return crm === "hubspot" ? { firstname: "Ann", lastname: key, email } : { name: `Ann ${key}`, email };
}

async function found({ own }: HistoryWorld, deeds: Deeds, at: readonly Place[], n: number): Promise<void> {
  const name = `Co ${n}`;
  for (const place of at) {
    if (place === "here") await own.write(`insert into accounts (name) values ('${name}')`);
    else own.create(place, words[place].company, { [words[place].name]: name });
  }
  deeds.companies.push(name);
}

type Change = Extract<Step, { readonly do: "edit" | "upsert" }>;

function meantValue(deeds: Deeds, { field, value }: Change, n: number): string | null {
  if (value === 0) return null;
  if (field === "source") return pick(sources, value) ?? null;
  if (field === "account") return pick(deeds.companies, value) ?? null;
  return field === "phone" ? `+49 30 ${100_000 + n}` : `Head ${n}`;
}

async function edit(world: HistoryWorld, deeds: Deeds, person: Person, step: Change, place: Place, n: number) {
  const value = meantValue(deeds, step, n);
  const settled = await isAlone(world, person, place);
  if (await write(world, person, place, step.field, value)) note(person, step.field, place, value, settled);
}

/** Another program's upsert: by the e-mail address, or by the id of a CRM where that is known. */
async function upsert(world: HistoryWorld, deeds: Deeds, person: Person, step: Change, crm: CrmName, n: number) {
  const value = meantValue(deeds, step, n);
  const told = await wordFor(world, "here", step.field, value);
  if (told === undefined) return;
  const settled = await isAlone(world, person, "here");
  const externalId = idIn(world, crm, person);
  // Its old id would call the old record back beside the new one.
  const byId = step.at % 3 === 0 && externalId !== undefined && !person.deletedHere;
  const target = byId ? ({ by: "external", connection: crm, externalId } as const) : ({ by: "match" } as const);
  const fields = {
    first_name: "Ann",
    last_name: person.key,
    email: person.email,
    [step.field === "account" ? "account_id" : step.field]: told,
  };
  const [result] = await world.engine().records.write("contact", [{ target, fields }]);
  if (result?.ok) note(person, step.field, "here", value, settled);
  // With an id that is not known yet nothing is made.
  else if (!byId) throw new Error(`an upsert was refused: ${JSON.stringify(result)}`);
}

/** Whether nobody can have written it elsewhere that is not known here yet. */
async function isAlone(world: HistoryWorld, person: Person, place: Place): Promise<boolean> {
  const isTold = place === "here" && (await valuesHere(world, person)).length > 0;
  return (await isSettled(world, person)) || (person.born.size === 1 && (person.born.has(place) || isTold));
}

function note(person: Person, field: Edited, place: Place, value: string | null, settled: boolean): void {
  person.edits.set(field, [...(person.edits.get(field) ?? []), { place, value }]);
  if (!settled) person.disturbed = true;
}

async function remove(world: HistoryWorld, person: Person, place: Place): Promise<void> {
  const { own } = world;
  person.disturbed = true;
  if (place === "here") {
    person.deletedHere = true;
    await own.write(`delete from contacts where last_name = '${person.key}'`);
    return;
  }
  const id = idIn(world, place, person);
  if (id === undefined) return;
  own.control("DELETE", `${place}/records/${words[place].type}/${id}`);
  person.graves.set(place, id);
}

async function restore(world: HistoryWorld, person: Person): Promise<void> {
  const [[place, id] = []] = person.graves;
  if (place === undefined || place === "here") return;
  // A twin that was made meanwhile stands in its place.
  if (idIn(world, place, person) !== undefined) return;
  const [here] = await valuesHere(world, person);
  const [known] = await world.own.sql<{ record_id: string }>(
    `select record_id from links where connection = '${place}' and object = 'contact' and external_id = '${id}'`,
  );
  if (here && known && here.id !== known.record_id) return;
  world.own.control("POST", `${place}/records/${words[place].type}/${id}/restore`);
  person.graves.delete(place);
}

/** Two that are known everywhere: what becomes of others is told by tests of their own. */
async function merge(world: HistoryWorld, person: Person, into: Person | undefined, crm: CrmName): Promise<void> {
  if (!into || into === person || !((await isSettled(world, person)) && (await isSettled(world, into)))) return;
  const [loser, winner] = [idIn(world, crm, person), idIn(world, crm, into)];
  if (loser === undefined || winner === undefined) return;
  person.disturbed = true;
  into.disturbed = true;
  world.own.control("POST", `${crm}/records/${words[crm].type}/${loser}/merge`, { into: winner });
}
