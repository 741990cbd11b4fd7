import { afterEach, expect } from "vitest";
import type { HttpResponse } from "../../engine/provider.ts";
import { bed, type CrmName } from "../fakes/bed.ts";

const yaml = `workspace: hostile
connections:
  salesforce: { provider: salesforce, poll: 5s, objects: [account, contact, deal] }
  hubspot: { provider: hubspot, poll: 5s, objects: [account, contact, deal] }
objects:
  contact:
    match: [[email]]
    required: [email]
    fields:
      buddy_id: { salesforce: Buddy__c, hubspot: buddy, type: "reference:contact" }
      birthday: { salesforce: Birthday__c, hubspot: birthday, type: date }
      score: { salesforce: Score__c, hubspot: score, type: number }
  account:
    match: [[domain], [name]]
    fields:
      parent_id: { salesforce: Parent__c, hubspot: parent, type: "reference:account" }
`;

export const words = {
  salesforce: {
    contact: "Contact",
    account: "Account",
    phone: "Phone",
    buddy: "Buddy__c",
    id: "Id",
    stamp: "SystemModstamp",
  },
  hubspot: {
    contact: "contacts",
    account: "companies",
    phone: "phone",
    buddy: "buddy",
    id: "id",
    stamp: "lastmodifieddate",
  },
} as const;
export const custom = {
  salesforce: ["Birthday__c", "Score__c"],
  hubspot: ["birthday", "score"],
} as const;

export type Crm = keyof typeof words;

/** Two CRMs over the database that `address` opens, whose answers may be rewritten on their way; for one `describe`. */
export function hostileRig(address: () => Promise<string>) {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    const used = beds.splice(0);
    for (const own of used) await own.close();
    expect(used.flatMap((own) => own.errors)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  async function ready(between?: (crm: CrmName, answer: HttpResponse) => HttpResponse) {
    const own = await bed({
      databaseUrl: await address(),
      yaml,
      ...(between && { between: (crm, _, answer) => between(crm, answer) }),
    });
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) {
      for (const type of ["contact", "account"] as const) {
        const fields =
          type === "contact" ? [words[crm].buddy, ...custom[crm]] : [crm === "hubspot" ? "parent" : "Parent__c"];
        for (const field of fields) own.schema(crm, words[crm][type], { op: "add-field", field, type: "text" });
      }
      await (await own.signIn(crm)).confirm();
    }
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
  const person = (crm: Crm, email: string) =>
    crm === "salesforce"
      ? { FirstName: "A", LastName: "X", Email: email, Phone: "+441234567" }
      : { firstname: "A", lastname: "X", email, phone: "+441234567" };
  const emails = (own: Own, crm: Crm) =>
    own
      .list(crm, words[crm].contact)
      .records.map(({ fields }) => String(fields[crm === "salesforce" ? "Email" : "email"] ?? ""));
  const good = (own: Own, crm: Crm) => emails(own, crm).filter((email) => email.startsWith("good"));

  return { ready, polls, person, emails, good };
}
