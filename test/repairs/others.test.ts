import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seller } from "../fakes/make-fail.ts";
import { type RepairBed, repairBed, yamlOf } from "./bed.ts";
import { chatNames } from "./chats.ts";
import { change, externalId, insert } from "./outbound.ts";
import { type Step, walker } from "./steps.ts";

const CONTACT = "salesforce/records/Contact";
const yaml = yamlOf("salesforce", [
  ["objects: [account, contact, deal, lead]", "objects: [owner, account, contact]"],
  [
    "      do_not_sync: {",
    '      title: { conflict: ask }\n      owner_id: { salesforce: OwnerId, type: "reference:owner" }\n      do_not_sync: {',
  ],
  [/ {2}deal:\n[\s\S]*?channels:/, "  owner: {}\nchannels:"],
]);

/** What people decide besides E32–E40, on the card in the channel, or on the one that they asked for. */
interface Decision {
  /** Breaks a record of ours called so; may answer what tidies up. */
  make(own: RepairBed, id: string): Promise<(() => void) | undefined>;
  /** The card in the channel; null = they ask for the record. */
  readonly says: RegExp | null;
  readonly steps: readonly Step[];
  /** What the CRM holds in the end. */
  readonly ends: Readonly<Record<string, unknown>>;
}

const person = { last_name: "Lovelace", title: "Clerk" };
const ROBIN = "0055Y0000000002QAA";
/** The name of the field, renamed for each chat anew. */
const FORMER = ["LeadSource", "Lead_Origin__c", "Lead_Origin_2__c"];
let renamed = 0;

async function known(own: RepairBed, id: string): Promise<string> {
  await insert(own, "contact", id, { ...person, email: `${id}@x.test`, lead_source: "Web" });
  return own.until("it is there", () => externalId(own, "contact", id));
}

const decisions = {
  "an owner who left: somebody active": {
    make: async (own, id) => {
      await known(own, id);
      const left = own.fault("salesforce", "deactivate-user", { user: seller.salesforce });
      const rows = await own.sql<{ id: string }>(
        `select record_id as id from links where object = 'owner' and external_id = '${seller.salesforce}'`,
      );
      await change(own, "contact", id, { owner_id: rows[0]?.id ?? "" });
      return () => own.heal(left.id);
    },
    says: /1 contact refused: .*wner/,
    steps: [{ press: /^Pick an owner/, option: "Robin Admin" }],
    ends: { OwnerId: ROBIN },
  },
  "a renamed field: its new name": {
    make: async (own, id) => {
      await known(own, id);
      own.schema("salesforce", "Contact", { op: "rename-field", field: FORMER[renamed], to: FORMER[renamed + 1] });
      renamed += 1;
      await own.clock.advance(3_600_000);
      await own.cycle(2);
      await change(own, "contact", id, { lead_source: "Other" });
    },
    says: /refused: .*lead_source|refused: .*[Ll]ead.?[Ss]ource/,
    steps: [{ press: /^Map lead_source to/, option: "Lead" }, { press: /^Mend it$/ }],
    ends: { newest: "Other" },
  },
  "deleted there: created anew": {
    make: async (own, id) => {
      const there = await known(own, id);
      own.control("DELETE", `${CONTACT}/${there}`);
      await own.clock.advance(900_000);
      await own.cycle(2);
      await change(own, "contact", id, { title: "Countess" });
    },
    says: /1 contact refused: Deleted/,
    steps: [{ press: /^Create anew$/ }],
    ends: { Title: "Countess" },
  },
  "changed on both sides: ours": {
    make: async (own, id) => {
      const there = await known(own, id);
      const outage = own.fault("salesforce", "outage");
      await change(own, "contact", id, { title: "Countess" });
      await own.cycle();
      own.control("PATCH", `${CONTACT}/${there}`, { fields: { Title: "Baroness" } });
      own.heal(outage.id);
      await own.clock.advance(900_000);
      await own.cycle(6);
    },
    says: null,
    steps: [{ press: /^Keep ours$/ }],
    ends: { Title: "Countess" },
  },
  "several match: the one that it is": {
    make: async (own, id) => {
      for (const name of ["Right", "Wrong"])
        own.control("POST", `${CONTACT}?silent=1`, {
          fields: { FirstName: name, LastName: name, Email: `${id}@x.test` },
        });
      await insert(own, "contact", id, { ...person, email: `${id}@x.test` });
    },
    says: /1 contact .*Several records match/,
    steps: [{ press: /^Pick the match/ }, { submit: [[/./, "Right"]] }],
    ends: { FirstName: "Right" },
  },
} as const satisfies Readonly<Record<string, Decision>>;

const names = Object.keys(decisions) as (keyof typeof decisions)[];
const cells = names.flatMap((name, at) => chatNames.map((chat) => [name, chat, `d${at}-${chat}`] as const));

describe("decisions in the chat (M1, C4, A17, R3, B25)", () => {
  let own: RepairBed;
  beforeAll(async () => {
    own = await repairBed("salesforce", { yaml });
  });
  afterAll(() => own.close());
  afterEach(() => expect([...own.errors.splice(0), ...own.troubles.splice(0)]).toEqual([]));

  it.each(cells)("%s, in %s", async (name, chat, id) => {
    const { make, says, steps, ends }: Decision = decisions[name];
    const before = new Set(own.people[chat].standing().map((one) => one.id));
    const tidy = await make(own, id);
    const card = says === null ? null : await own.card(chat, says, before);
    const one = walker(own, chat, "operator", card?.id ?? null);
    if (card === null)
      await own.until("it stands", async () => ((await own.drive(own.engine.causes({}))).length > 0 ? true : null));
    if (card === null) await one.say(`repair ${id}@x.test`);

    for (const step of steps) await one.take(step);
    await own.until(
      "nothing stands wrong",
      async () => ((await own.drive(own.engine.causes({}))).length === 0 ? true : null),
      20,
    );
    await own.cycle(2);
    tidy?.();
    const there = await externalId(own, "contact", id);
    const { fields } = own.list("salesforce", "Contact").records.find((row) => row.id === there) ?? {};

    expect(steps.length).toBeLessThanOrEqual(2);
    expect({ ...fields, newest: fields?.[FORMER[renamed] ?? ""] }).toMatchObject(ends);
    expect(card === null ? "✅" : own.standing(chat, card.id)?.words).toContain("✅");
  });
});
