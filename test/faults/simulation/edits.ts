import { accountNamed } from "../../../src/sandbox/crm/crm.ts";
import { removeFault } from "../../../src/sandbox/crm/faults.ts";
import type { Row } from "../../../src/sandbox/crm/table.ts";
import { merge } from "../../../src/sandbox/crm/writes.ts";
import { type CrmName, crmNames, type ObjectKind, objectKinds, typeNames } from "./crms.ts";
import type { Edit } from "./draw.ts";
import { remoteNames } from "./fields.ts";
import { noteEdit, spoil } from "./history.ts";
import { byHand, newAccount, newContact, type Own, phone, sql, type World } from "./people.ts";

/** What people and the user's own program do, one edit at a time. */
export async function edit(world: World, what: Edit): Promise<void> {
  const { chance } = world;
  const kind: ObjectKind = chance.hits(0.7) ? "contact" : "account";
  switch (what) {
    case "salesforce edit":
      return remoteEdit(world, "salesforce", kind, newValues(world, kind, true));
    case "hubspot edit":
      return remoteEdit(world, "hubspot", kind, newValues(world, kind, true));
    case "workspace edit":
      return workspaceEdit(world, kind, newValues(world, kind));
    case "salesforce create":
      return remoteCreate(world, "salesforce", kind);
    case "hubspot create":
      return remoteCreate(world, "hubspot", kind);
    case "workspace create":
      return workspaceCreate(world, kind);
    case "salesforce delete":
      return remoteDelete(world, "salesforce", kind);
    case "hubspot delete":
      return remoteDelete(world, "hubspot", kind);
    case "workspace delete": {
      const id = await anyRecord(world, kind);
      if (id !== null) await sql(world, `delete from ${kind}s where id = ?`, [id]);
      return;
    }
    case "clear a field":
      return anywhere(world, kind, { phone: null });
    case "move to another account":
      return move(world);
    case "bad value":
      return bad(world);
    case "merge":
      return join(world, chance.pick(crmNames), kind);
    case "resync":
      return;
    case "late commit":
      return lateCommit(world, kind);
  }
}

/** `inCrm`: without our ids there, a record that we created and do not know yet is only known by its e-mail address. */
function newValues({ chance, fresh, drawn }: World, kind: ObjectKind, inCrm = false): Own {
  if (kind === "account")
    return drawn.skewed || chance.hits(0.7)
      ? { phone: phone(fresh()) }
      : { industry: chance.pick(["Education", "Energy", "Retail"]) };
  if ((drawn.ownIds || !inCrm) && chance.hits(0.1)) return { email: `changed-${fresh()}@mail.example` };
  if (!drawn.skewed && chance.hits(0.2)) return { lead_source: chance.pick(["Web", "Referral", "Event"]) };
  return chance.hits(0.5) ? { phone: phone(fresh()) } : { title: `Director ${fresh()}` };
}

async function remoteEdit(world: World, name: CrmName, kind: ObjectKind, own: Own): Promise<void> {
  const row = anyRow(world, name, kind);
  if (!row) return;
  await noteEdit(world, kind, name, { id: row.id, tag: String(row.fields[remoteNames[name][kind].tag]) }, own);
  byHand(world, name, kind, row.id, own);
}

async function workspaceEdit(world: World, kind: ObjectKind, own: Own): Promise<void> {
  const id = await anyRecord(world, kind);
  const [field = "", value = null] = Object.entries(own)[0] ?? [];
  if (id === null) return;
  await noteEdit(world, kind, "workspace", { id, tag: "" }, own);
  const taken = await sql(world, `update ${kind}s set ${field} = ? where id = ?`, [value, id]);
  if (!taken) world.history.spoil(kind, id);
}

async function anywhere(world: World, kind: ObjectKind, own: Own): Promise<void> {
  const where = world.chance.pick(["salesforce", "hubspot", null] as const);
  if (where === null) await workspaceEdit(world, kind, own);
  else await remoteEdit(world, where, kind, own);
}

function remoteCreate(world: World, name: CrmName, kind: ObjectKind): void {
  if (kind === "account") return void byHand(world, name, kind, null, newAccount(world));
  const parent = world.chance.hits(0.6) ? (anyRow(world, name, "account")?.id ?? null) : null;
  byHand(world, name, kind, null, { ...newContact(world), account_id: parent });
}

async function workspaceCreate(world: World, kind: ObjectKind): Promise<void> {
  const parent = kind === "contact" && world.chance.hits(0.6) ? await anyRecord(world, "account") : null;
  const own = kind === "account" ? newAccount(world) : { ...newContact(world), account_id: parent };
  const fields = Object.keys(own);
  const values = [`own-${world.fresh()}`, ...Object.values(own)];
  await sql(
    world,
    `insert into ${kind}s (id, ${fields.join(", ")}) values (${values.map(() => "?").join(", ")})`,
    values,
  );
}

async function remoteDelete(world: World, name: CrmName, kind: ObjectKind): Promise<void> {
  const row = anyRow(world, name, kind);
  if (!row || (await isUnheardOf(world, name, kind, row))) return;
  world.crms.byHand(name, kind, { op: "delete", id: row.id, fields: {} });
  world.trace.note(`${name} ${kind} ${row.id} is deleted by hand`);
  world.remote.byHand(name);
}

/** We created it, and do not know that yet: its end would be told before its beginning. */
async function isUnheardOf({ store, crms }: World, name: CrmName, kind: ObjectKind, row: Row): Promise<boolean> {
  if (row.createdBy !== accountNamed(crms.of[name], "main").appUser.id) return false;
  const links = await store.read((sql) =>
    sql.all("select 1 as n from links where connection = ? and object = ? and external_id = ?", [name, kind, row.id]),
  );
  return links.length === 0;
}

async function move(world: World): Promise<void> {
  const where = world.chance.pick(["salesforce", "hubspot", null] as const);
  if (where !== null)
    return remoteEdit(world, where, "contact", { account_id: anyRow(world, where, "account")?.id ?? null });
  await workspaceEdit(world, "contact", { account_id: await anyRecord(world, "account") });
}

/** What one of the CRMs, or our own rules, will refuse. */
async function bad(world: World): Promise<void> {
  const { chance } = world;
  switch (chance.between(1, 6)) {
    case 1:
      return remoteEdit(world, "hubspot", "contact", { phone: `call desk ${world.fresh()}` });
    case 2:
      return remoteEdit(world, "hubspot", "contact", {
        title: `Director of ${"everything ".repeat(20)}${world.fresh()}`,
      });
    case 3:
      return remoteEdit(world, "hubspot", "contact", { lead_source: "Podcast" });
    case 4:
      return remoteEdit(world, "salesforce", "contact", { lead_source: "Trade Show" });
    case 5:
      return void byHand(world, chance.pick(crmNames), "contact", null, { ...newContact(world), email: null });
    default:
      return workspaceEdit(world, "contact", { phone: `call desk ${world.fresh()}` });
  }
}

async function join(world: World, name: CrmName, kind: ObjectKind): Promise<void> {
  const { crms, trace, remote } = world;
  const [loser, winner] = [anyRow(world, name, kind), anyRow(world, name, kind)];
  if (!loser || !winner || loser.id === winner.id) return;
  for (const { id } of [loser, winner]) await spoil(world, kind, name, id);
  const account = accountNamed(crms.of[name], "main");
  merge(crms.of[name], account, account.person.id, typeNames[name][kind], loser.id, winner.id);
  trace.note(`${name} ${kind} ${loser.id} is merged into ${winner.id}`);
  remote.byHand(name);
  remote.merged(name, winner.id);
}

/** A change whose stamp is older than the moment at which queries begin to show it. */
async function lateCommit(world: World, kind: ObjectKind): Promise<void> {
  const id = world.crms.fault("salesforce", "late-commit", { ms: world.chance.between(1_600, 9_000) });
  await remoteEdit(world, "salesforce", kind, newValues(world, kind, true));
  removeFault(world.crms.board, id);
}

function anyRow({ crms, chance }: World, name: CrmName, kind: ObjectKind): Row | null {
  const rows = crms.live(name, kind);
  return rows.length === 0 ? null : chance.pick(rows);
}

async function anyRecord({ store, chance }: World, kind: ObjectKind): Promise<string | null> {
  const rows = await store.read((rows) => rows.all(`select id from ${kind}s order by id`));
  return rows.length === 0 ? null : String(chance.pick(rows).id);
}

export async function anyKindRecord(world: World): Promise<{ object: ObjectKind; id: string } | null> {
  const object = world.chance.pick(objectKinds);
  const id = await anyRecord(world, object);
  return id === null ? null : { object, id };
}
