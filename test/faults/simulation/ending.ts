import type { Engine } from "../../../engine/index.ts";
import type { Row as SqlRow } from "../../../engine/store/sql.ts";
import type { Row } from "../../../src/sandbox/crm/table.ts";
import { type CrmName, crmNames, type ObjectKind, objectKinds } from "./crms.ts";
import { mapped } from "./fields.ts";
import { lostEdits } from "./history.ts";
import type { World } from "./people.ts";

/** What the rows say of one kind on one connection. */
interface Held {
  readonly records: ReadonlyMap<string, SqlRow>;
  readonly links: readonly SqlRow[];
  readonly accountLinks: readonly SqlRow[];
  readonly outcomes: readonly SqlRow[];
}

/** All that keeps a healed world from being in order; empty = nothing is lost, all agree, every number adds up. */
export async function disorder(world: World, engine: Engine): Promise<readonly string[]> {
  const problems = await openEnds(world);
  for (const view of await engine.overview()) {
    const name = view.name as CrmName;
    for (const { object, known } of view.objects) {
      const there = world.crms.live(name, object as ObjectKind).length;
      if (known !== there) problems.push(`status counts ${known} ${object}s at ${name}, there are ${there}`);
    }
  }
  problems.push(...(await lostEdits(world)));
  for (const name of crmNames)
    for (const kind of objectKinds) problems.push(...(await disagreements(world, name, kind)));
  return problems;
}

async function openEnds({ store }: World): Promise<string[]> {
  const rows = await store.read((sql) =>
    sql.all(
      `select b.*, o.outcome from outbox b left join outcomes o on o.connection = b.connection and o.object = b.object
         and o.subject = b.record_id and o.direction = 'outbound' where b.state <> 'failed' or o.outcome is null`,
    ),
  );
  const troubled = await store.read((sql) => sql.all("select name, trouble from connections"));
  const incidents = await store.read((sql) =>
    sql.all(
      "select key, reason from incidents where state <> 'resolved' and kind not in ('failures_rising', 'repair')",
    ),
  );
  return [
    ...rows
      .filter((row) => row.state === "unsure" || row.outcome === null)
      .map((row) => `owed ${row.connection} ${row.object} ${row.record_id}: ${row.state}`),
    ...troubled
      .filter((row) => /"outage":\{|"refusals":\[\{|"holdUntil":\d/.test(String(row.trouble)))
      .map((row) => `${row.name} is in trouble: ${row.trouble}`),
    ...incidents.map((row) => `the incident ${row.key} stands open: ${row.reason}`),
  ];
}

async function disagreements(world: World, name: CrmName, kind: ObjectKind): Promise<string[]> {
  const held = await read(world, name, kind);
  const { records, links, outcomes } = held;
  const told = new Set(outcomes.map((row) => `${row.direction} ${row.subject}`));
  const linkOf = new Map(links.map((link) => [String(link.external_id), link]));
  const linked = new Set(links.map((link) => String(link.record_id)));
  const problems: string[] = [];
  for (const row of world.crms.live(name, kind)) {
    const link = linkOf.get(row.id);
    if (!link) {
      if (!told.has(`inbound ${row.id}`)) problems.push(`${name} ${kind} ${row.id} is not known`);
      continue;
    }
    const record = records.get(String(link.record_id));
    if (!record || record.deleted === 1 || told.has(`inbound ${row.id}`) || told.has(`outbound ${link.record_id}`))
      continue;
    problems.push(...differences(name, kind, record, row, held));
  }
  for (const [id, record] of records) {
    if (record.deleted === 0 && !linked.has(id) && !told.has(`outbound ${id}`))
      problems.push(`${kind} ${id} is not at ${name}`);
  }
  return problems;
}

async function read({ store }: World, name: CrmName, kind: ObjectKind): Promise<Held> {
  return store.read(async (sql) => {
    const records = await sql.all("select id, deleted, fields from records where object = ?", [kind]);
    const links = "select external_id, record_id, deleted_in_crm from links where connection = ? and object = ?";
    return {
      records: new Map(records.map((row) => [String(row.id), row])),
      links: await sql.all(links, [name, kind]),
      accountLinks: await sql.all(links, [name, "account"]),
      outcomes: await sql.all("select direction, subject from outcomes where connection = ? and object = ?", [
        name,
        kind,
      ]),
    };
  });
}

function differences(name: CrmName, kind: ObjectKind, record: SqlRow, row: Row, { accountLinks }: Held): string[] {
  const own = JSON.parse(String(record.fields)) as Readonly<Record<string, unknown>>;
  return Object.entries(mapped[name][kind]).flatMap(([field, remote]) => {
    const parent = field === "account_id" ? accountLinks.filter((link) => link.record_id === own.account_id) : null;
    const here = plain(own[field]);
    const there = parent === null ? plain(row.fields[remote]) : (row.fields[remote] ?? "");
    if (parent === null)
      return here === there ? [] : [`${kind} ${record.id} has ${field} = ${here}, ${name} ${row.id} has ${there}`];
    // A parent that is not there, or was deleted there, cannot be named there.
    if (here !== "" && !parent.some((link) => link.deleted_in_crm === 0)) return [];
    const named = accountLinks.some((link) => link.external_id === row.fields[remote] && link.deleted_in_crm === 0);
    const agree = here === "" ? there === "" || !named : parent.some((link) => link.external_id === there);
    return agree ? [] : [`${kind} ${record.id} belongs to ${here}, ${name} ${row.id} to ${there}`];
  });
}

/** Both CRMs write yes, no and nothing in their own way, and HubSpot keeps e-mail addresses in small letters. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === false || value === "false" || value === 0) return "";
  return String(value).toLowerCase();
}
