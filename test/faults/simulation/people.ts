import type { Store } from "../../../engine/store/open.ts";
import { StorageTrouble } from "../../../engine/watch/storage.ts";
import type { ChannelSettings } from "../../../src/config.ts";
import { accountNamed } from "../../../src/sandbox/crm/crm.ts";
import { load } from "../../../src/sandbox/crm/load.ts";
import type { Agenda } from "./agenda.ts";
import type { Chance } from "./chance.ts";
import type { CommitWatch } from "./commits.ts";
import { type CrmName, type Crms, crmNames, type ObjectKind, typeNames } from "./crms.ts";
import type { Drawn } from "./draw.ts";
import { mapped } from "./fields.ts";
import type { History } from "./history.ts";
import type { RemoteWatch } from "./remote-writes.ts";
import type { Trace } from "./trace.ts";

export interface World {
  readonly agenda: Agenda;
  readonly trace: Trace;
  readonly drawn: Drawn;
  readonly chance: Chance;
  readonly crms: Crms;
  readonly store: Store;
  readonly remote: RemoteWatch;
  readonly commits: CommitWatch;
  readonly history: History;
  readonly channels: readonly ChannelSettings[];
  readonly disk: Disk;
  /** Whether nothing could be saved at some time since. */
  unsavedSince(at: number): boolean;
  /** A number that no other value of the world bears. */
  fresh(): number;
}

/** The database takes no writes until then. */
export interface Disk {
  until: number;
}

export type Own = Readonly<Record<string, string | number | null>>;

/** A plain SQL statement of the user's own program; false = the database did not take it. */
export async function sql(
  world: World,
  text: string,
  params: readonly (string | number | null)[] = [],
): Promise<boolean> {
  world.trace.note(`sql ${text.slice(0, 60)} ${JSON.stringify(params)}`);
  try {
    await world.store.write(async (rows) => {
      await rows.run(text, params);
      await world.commits.check(rows, null);
    });
    return true;
  } catch (cause) {
    if (!(cause instanceof StorageTrouble)) throw cause;
    world.trace.note("the database does not take it");
    return false;
  }
}

/** A person's write in a CRM, with our field names. */
export function byHand(world: World, name: CrmName, kind: ObjectKind, id: string | null, own: Own): string | null {
  const fields = inWordsOf(name, kind, own);
  const row = world.crms.byHand(name, kind, { op: id === null ? "create" : "update", id, fields });
  world.trace.note(`${name} ${kind} ${row?.id ?? id} by hand: ${JSON.stringify(own)}`);
  world.remote.byHand(name);
  return row?.id ?? null;
}

function inWordsOf(name: CrmName, kind: ObjectKind, own: Own): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(own).map(([field, value]) => [mapped[name][kind][field] ?? field, value]));
}

export function newAccount({ chance, fresh }: World): Own {
  const n = fresh();
  return {
    name: `Acme ${n}`,
    domain: `acme-${n}.example`,
    phone: phone(fresh()),
    industry: chance.pick(["Banking", "Retail", null]),
  };
}

export function newContact({ chance, fresh }: World): Own {
  const n = fresh();
  return {
    first_name: chance.pick(["Ada", "Grace", "Edsger"]),
    last_name: `Person ${n}`,
    email: `person-${n}@mail.example`,
    phone: chance.hits(0.8) ? phone(fresh()) : null,
    title: `Engineer ${n}`,
  };
}

export function phone(n: number): string {
  return `+1 202 ${5_550_000 + n}`;
}

const day = 86_400_000;

/** What both CRMs hold at the start; about half is in both, with differences. */
export function populate(world: World): void {
  const { agenda, chance, crms, drawn, remote, fresh } = world;
  const idsOf = { salesforce: new Map<string, string>(), hubspot: new Map<string, string>() };
  const put = (kind: ObjectKind, own: Own, account: string | null) => {
    const where = chance.pick([crmNames, crmNames, ["salesforce"], ["hubspot"]] as const);
    for (const name of where) {
      const varied = where.length === 2 && chance.hits(0.2) ? { ...own, phone: phone(fresh()) } : own;
      const parent = account === null ? null : (idsOf[name].get(account) ?? null);
      const fields = inWordsOf(name, kind, kind === "contact" ? { ...varied, account_id: parent } : varied);
      const at = agenda.now() - chance.between(1_200_000, 300 * day);
      const [id] = load(crms.of[name], accountNamed(crms.of[name], "main"), typeNames[name][kind], [
        { fields, createdAt: at, modifiedAt: at },
      ]);
      if (kind === "account" && id) idsOf[name].set(String(own.name), id);
    }
  };
  const accounts = Array.from({ length: drawn.accounts }, () => newAccount(world));
  for (const own of accounts) put("account", own, null);
  for (let n = 0; n < drawn.contacts; n += 1) {
    const own = newContact(world);
    const account = chance.hits(0.7) ? String(chance.pick(accounts).name) : null;
    put("contact", chance.hits(0.03) ? { ...own, email: null } : own, account);
  }
  for (const name of crmNames) remote.byHand(name);
}
