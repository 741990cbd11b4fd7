import { type Deeds, type Person, placesOf, rowsIn } from "./histories-steps.ts";
import { type Edited, type HistoryWorld, type Place, words } from "./histories-world.ts";

type Values = Readonly<Record<Edited, string | null>>;

/** All that is not as it must be once everything is quiet; it reads the tables and the CRMs and none of the engine's rules. */
export async function wrongs(world: HistoryWorld, deeds: Deeds): Promise<readonly string[]> {
  const { own, rule } = world;
  const found: string[] = [...own.errors];
  for (const person of deeds.people) found.push(...(await wrongsOf(world, person)));
  const left = await own.sql<{ connection: string; record_id: string; state: string }>(
    "select connection, record_id, state from outbox where state in ('unsure', 'sending', 'pending')",
  );
  found.push(...left.map((row) => `still owed to ${row.connection}: ${row.record_id} ${row.state}`));
  const causes = await own.sql<{ connection: string; direction: string; subject: string; reason: string }>(
    "select connection, direction, subject, reason from outcomes",
  );
  const disturbed = new Set(deeds.people.filter((person) => person.disturbed).map((person) => person.key));
  const names = await own.sql<{ id: string; last_name: string }>("select id, last_name from contacts");
  const touched = new Set(names.filter((row) => disturbed.has(row.last_name)).map((row) => row.id));
  // A twin that a rule leaves out still holds its e-mail address in a CRM that wants it unique.
  for (const row of causes)
    if (!allowed.has(row.reason) && !(row.reason === "DUP_UNIQUE" && touched.has(row.subject)))
      found.push(`${row.connection} ${row.direction} ${row.subject}: ${row.reason}`);
  for (const crm of rule.crms) {
    const inCrm = own.list(crm, words[crm].type).total;
    const [linked] = await own.sql<{ n: number }>(
      `select count(*) as n from links where connection = '${crm}' and deleted_in_crm = 0`,
    );
    const aside = causes.filter((row) => row.connection === crm && row.direction === "inbound").length;
    const both = await own.sql(
      `select o.subject from outcomes o join links l on l.connection = o.connection and l.external_id = o.subject
       where o.connection = '${crm}' and o.direction = 'inbound'`,
    );
    const known = Number(linked?.n ?? 0) + aside - both.length;
    if (known !== inCrm) found.push(`${crm} has ${inCrm} contacts, and ${known} are known`);
  }
  return found;
}

/** What these histories may meet: a filter, an open conflict, a delete that somebody made. */
const allowed: ReadonlySet<string> = new Set(["SKIP_EXCLUDED", "REC_CHANGED", "REC_DELETED"]);

async function wrongsOf(world: HistoryWorld, person: Person): Promise<string[]> {
  const { own, rule } = world;
  const { key } = person;
  const found: string[] = [];
  const here = await own.sql<Values & { id: string }>(
    `select id, phone, title from contacts where last_name = '${key}'`,
  );
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
  const values = new Map<Place, Values>([["here", record]]);
  for (const { crm, rows } of there) {
    const fields = rows[0]?.fields;
    if (fields) values.set(crm, { phone: text(fields[words[crm].phone]), title: text(fields[words[crm].title]) });
  }
  const out = [...values.values()].some((each) => each.title === "Out");
  const dead = await own.sql<{ connection: string }>(
    `select connection from links where record_id = '${record.id}' and deleted_in_crm = 1`,
  );
  for (const one of dead) values.delete(one.connection === rule.crms[0] ? rule.crms[0] : rule.crms[1]);
  if (out) return found;
  for (const field of ["title", "phone"] as const) {
    if (waiting.has(field)) continue;
    const shown = placesOf(rule)
      .map((place) => `${place}=${values.get(place)?.[field]}`)
      .join(" ");
    const held = new Set([...values.values()].map((each) => each[field] ?? ""));
    const free = field === "title" || (rule.direction === "both" && rule.behaviour === "overwrite");
    if (free && held.size > 1) found.push(`${key} ${field} differs: ${shown}`);
    for (const wrong of lost(world, person, field, values)) found.push(`${key} ${field}: ${wrong}; ${shown}`);
  }
  return found;
}

/** Of a field that only one place ever wrote, and alone: where its last value must be, and where it must not. */
function* lost({ rule }: HistoryWorld, person: Person, field: Edited, values: ReadonlyMap<Place, Values>) {
  const edits = person.edits.get(field) ?? [];
  const last = edits.at(-1);
  if (!last || person.disturbed || edits.some((edit) => edit.place !== last.place)) return;
  const { direction, behaviour } = field === "phone" ? rule : ({ direction: "both", behaviour: "overwrite" } as const);
  if (behaviour === "fill" && edits.length > 1) return;
  const comesIn = last.place === "here" || direction !== "outbound";
  for (const [place, own] of values) {
    const goes = place === last.place || (place === "here" ? comesIn : comesIn && direction !== "inbound");
    if (goes && own[field] !== last.value) yield `${place} has not ${last.value} of ${last.place}`;
    if (!goes && own[field] === last.value) yield `${place} has ${last.value} of ${last.place}, against the rule`;
  }
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}
