import type { CrmName } from "../fakes/bed.ts";
import { type Deeds, type Person, placesOf, rowsIn, type Values, valuesHere, valuesIn } from "./histories-people.ts";
import { type Edited, editedFields, type Place, words } from "./histories-rules.ts";
import { sumsWrong } from "./histories-sums.ts";
import type { HistoryWorld } from "./histories-world.ts";

/** All that is not as it must be once everything is quiet; it reads the tables and the CRMs and none of the engine's rules. */
export async function wrongs(world: HistoryWorld, deeds: Deeds): Promise<readonly string[]> {
  const found: string[] = [...world.own.errors];
  for (const person of deeds.people) found.push(...(await wrongsOf(world, person)));
  for (const name of deeds.companies) found.push(...(await companyWrongs(world, name)));
  return [...found, ...(await sumsWrong(world, deeds))];
}

async function wrongsOf(world: HistoryWorld, person: Person): Promise<string[]> {
  const { own, rule } = world;
  const { key } = person;
  const found: string[] = [];
  const here = await valuesHere(world, person);
  if (here.length > 1) found.push(`${key} is ${here.length} records here`);
  const there = rule.crms.map((crm) => ({ crm, rows: rowsIn(world, crm, person) }));
  for (const { crm, rows } of there) if (rows.length > 1) found.push(`${key} is ${rows.length} records in ${crm}`);
  const record = here[0];
  if (!person.disturbed) {
    if (!record) return [...found, `${key} is lost here`];
    for (const { crm, rows } of there) if (rows.length === 0) found.push(`${key} is not in ${crm}`);
  }
  if (!record) return found;
  const open = await own.sql<{ field: string }>(`select field from conflicts where record_id = '${record.id}'`);
  const waiting = new Set(open.map((row) => row.field));
  const links = await own.sql<{ connection: string; external_id: string; deleted_in_crm: unknown }>(
    `select connection, external_id, deleted_in_crm from links where object = 'contact' and record_id = '${record.id}'`,
  );
  const values = new Map<Place, Values>([["here", record]]);
  for (const { crm, rows } of there) {
    const mine = links.filter((link) => link.connection === crm && Number(link.deleted_in_crm) === 0);
    const row = rows.find(({ id }) => mine.some((link) => link.external_id === id));
    if (row) values.set(crm, valuesIn(world, crm, row.fields));
    // What was deleted here and made anew may find its old self there, which is another's.
    else if (!person.disturbed) found.push(`${key} is not linked in ${crm}`);
  }
  const isOut = there.some(({ crm, rows }) => rows.some(({ fields }) => fields[words[crm].title] === "Out"));
  if (record.hidden || isOut || record.title === "Out") return found;
  for (const field of editedFields) {
    if (waiting.has(field)) continue;
    const places = placesOf(rule).filter((place) => place === "here" || words[place][field] !== null);
    const shown = places.map((place) => `${place}=${values.get(place)?.[field]}`).join(" ");
    const held = new Set(places.flatMap((place) => values.get(place)?.[field] ?? (values.has(place) ? [""] : [])));
    const free = field !== "phone" || (rule.direction === "both" && rule.behaviour === "overwrite");
    if (free && held.size > 1) found.push(`${key} ${field} differs: ${shown}`);
    for (const wrong of lost(world, person, field, values)) found.push(`${key} ${field}: ${wrong}; ${shown}`);
  }
  return found;
}

/** Of a field that only one place ever wrote, and alone: where its last value must be, and where it must not. */
function* lost({ rule, deaths }: HistoryWorld, person: Person, field: Edited, values: ReadonlyMap<Place, Values>) {
  const edits = person.edits.get(field) ?? [];
  const last = edits.at(-1);
  if (!last || person.disturbed || edits.some((edit) => edit.place !== last.place)) return;
  const { direction, behaviour } = field === "phone" ? rule : ({ direction: "both", behaviour: "overwrite" } as const);
  if (behaviour === "fill" && edits.length > 1) return;
  // What a worker sent that died before it knew is met as somebody else's change, if ours has gone on meanwhile.
  const isForeign = deaths() > 0 && edits.length > 1 && ["ask", "theirs"].includes(rule.conflict);
  if (field === "title" && isForeign) return;
  const comesIn = last.place === "here" || direction !== "outbound";
  for (const [place, own] of values) {
    if (place !== "here" && words[place][field] === null) continue;
    const goes = place === last.place || (place === "here" ? comesIn : comesIn && direction !== "inbound");
    if (goes && own[field] !== last.value) yield `${place} has not ${last.value} of ${last.place}`;
    if (!goes && last.value !== null && own[field] === last.value)
      yield `${place} has ${last.value} of ${last.place}, against the rule`;
  }
}

/** A company is nowhere twice, and everywhere once. */
async function companyWrongs({ own, rule }: HistoryWorld, company: string): Promise<string[]> {
  const here = await own.sql(`select id from accounts where name = '${company}'`);
  const inCrm = (crm: CrmName) =>
    own.list(crm, words[crm].company).records.filter(({ fields }) => fields[words[crm].name] === company).length;
  const times = [["here", here.length] as const, ...rule.crms.map((crm) => [crm, inCrm(crm)] as const)];
  return times.filter(([, n]) => n !== 1).map(([place, n]) => `${company} is ${n} records in ${place}`);
}
