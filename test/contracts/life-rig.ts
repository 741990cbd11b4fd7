import { afterEach, expect } from "vitest";
import { bed, type CrmName } from "../fakes/bed.ts";

/** The CRM beside Salesforce, and what it calls things. */
export type Other = "hubspot" | "pipedrive";
export const types = {
  salesforce: { contact: "Contact", account: "Account", phone: "Phone" },
  hubspot: { contact: "contacts", account: "companies", phone: "phone" },
  pipedrive: { contact: "persons", account: "organizations", phone: "phone" },
} as const;

export type Rule = "never" | "inbound" | "outbound" | "both";

const settings = (other: Other, rule: Rule) => `workspace: life
connections:
  salesforce: { provider: salesforce, poll: 5s, objects: [account, contact, lead] }
  ${other}: { provider: ${other}, poll: 5s, objects: [account, contact] }
objects:
  account: { match: [[domain], [name]], delete: ${rule} }
  contact: { match: [[email]], required: [email], delete: ${rule} }
`;

/** Salesforce and one more CRM over the database that `address` opens, and what people do in them; for one `describe`. */
export function lifeRig(address: () => Promise<string>, other: Other) {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    const used = beds.splice(0);
    for (const own of used) await own.close();
    expect(used.flatMap((own) => own.errors)).toEqual([]);
  });

  async function ready(rule: Rule = "never") {
    const own = await bed({ databaseUrl: await address(), yaml: settings(other, rule) });
    beds.push(own);
    for (const crm of ["salesforce", other] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    return own;
  }

  type Own = Awaited<ReturnType<typeof ready>>;
  const polls = async (own: Own, times = 4) => {
    for (let n = 0; n < times; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
  };
  const person = (name: string) => ({ FirstName: name, LastName: "X", Email: `${name.toLowerCase()}@x.test` });
  const remove = (own: Own, crm: CrmName, id: string) =>
    own.control("DELETE", `${crm}/records/${types[crm].contact}/${id}`);
  const restore = (own: Own, crm: CrmName, id: string) =>
    own.control("POST", `${crm}/records/${types[crm].contact}/${id}/restore`);
  const merge = (own: Own, crm: CrmName, id: string, into: string) =>
    own.control("POST", `${crm}/records/${types[crm].contact}/${id}/merge`, { into });
  const total = (own: Own, crm: CrmName) => own.list(crm, types[crm].contact).total;
  const phones = (own: Own, crm: CrmName) =>
    own.list(crm, types[crm].contact).records.map(({ fields }) => fields[types[crm].phone]);
  const living = async (own: Own) => (await own.sql<{ id: string }>("select id from contacts")).length;

  /** "crm external id of e-mail": the links of contacts, a dead one with a cross before it. */
  const links = async (own: Own, crm: CrmName) => {
    const rows = await own.sql<{ external_id: string; record_id: string; deleted_in_crm: unknown }>(
      `select external_id, record_id, deleted_in_crm from links
       where connection = '${crm}' and object = 'contact' order by external_id`,
    );
    return rows.map((row) => `${Number(row.deleted_in_crm) === 1 ? "x " : ""}${row.external_id} ${row.record_id}`);
  };
  const troubles = async (own: Own) =>
    (await own.engine.outcomes({ limit: 20 })).map(
      (one) => `${one.connection} ${one.direction} ${one.reason} ${one.outcome}`,
    );
  /** Contacts that both CRMs know; answers their ids there and ours. */
  async function known(own: Own, ...names: string[]) {
    for (const name of names) {
      own.create("salesforce", "Contact", person(name));
      await polls(own, 2);
    }
    await polls(own, 3);
    const ids = async (crm: CrmName, name: string) => {
      const [row] = await own.sql<{ external_id: string; record_id: string }>(
        `select l.external_id, l.record_id from links l join contacts c on c.id = l.record_id
         where l.connection = '${crm}' and l.object = 'contact' and c.email = '${name.toLowerCase()}@x.test'`,
      );
      if (!row) throw new Error(`${crm} does not know ${name}`);
      return row;
    };
    return Promise.all(
      names.map(async (name) => {
        const [first, second] = [await ids("salesforce", name), await ids(other, name)];
        return { id: first.record_id, salesforce: first.external_id, other: second.external_id };
      }),
    );
  }
  const idIn = (crm: CrmName, one: { salesforce: string; other: string } | undefined) =>
    (crm === "salesforce" ? one?.salesforce : one?.other) ?? "";

  return { ready, polls, person, remove, restore, merge, total, phones, living, links, troubles, known, idIn };
}
