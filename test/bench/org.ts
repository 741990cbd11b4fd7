import { accountNamed } from "../../src/sandbox/crm/crm.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { load } from "../../src/sandbox/crm/load.ts";
import type { OAuthClient } from "../../src/sandbox/crm/oauth.ts";
import { type Field, field } from "../../src/sandbox/crm/schema.ts";
import { createSalesforce, type Salesforce } from "../../src/sandbox/salesforce/state.ts";

const DAY = 86_400_000;
const CONTACTS_PER_ACCOUNT = 50;

/** A simulated org with so many contacts, the same on every start but for the day it is counted from. */
export function createSalesforceOrg(contacts: number, client: OAuthClient): Salesforce {
  const random = seeded(1);
  const world = { now: () => Date.now(), random };
  const board = faultBoard(world);
  const crm = createSalesforce({ world, board, logs: new Map(), clients: [client], records: "empty" });
  const main = accountNamed(crm, "main");
  const fields = main.tables.get("Contact")?.schema.fields;
  for (const own of ownFields) fields?.set(own.name, own);
  const from = world.now() - 400 * DAY;
  const stepMs = (300 * DAY) / contacts;
  const accounts = load(
    crm,
    main,
    "Account",
    Array.from({ length: Math.ceil(contacts / CONTACTS_PER_ACCOUNT) }, (_, n) => {
      const at = from + n * stepMs;
      return { fields: accountFields(n), createdAt: at, modifiedAt: at };
    }),
  );
  load(
    crm,
    main,
    "Contact",
    Array.from({ length: contacts }, (_, n) => {
      const createdAt = from + n * stepMs;
      // Three of ten were edited later, so the order of the stamps is not that of the ids.
      const modifiedAt = random() < 0.3 ? createdAt + random() * (world.now() - DAY - createdAt) : createdAt;
      return { fields: contactFields(n, accounts[n % accounts.length] ?? null, random), createdAt, modifiedAt };
    }),
  );
  return crm;
}

const ownFields: readonly Field[] = [
  field("MobilePhone", "phone", { length: 40 }),
  field("Department", "string", { length: 80 }),
  field("MailingStreet", "string", { length: 255 }),
  field("MailingCity", "string", { length: 40 }),
  field("MailingPostalCode", "string", { length: 20 }),
  field("MailingCountry", "string", { length: 80 }),
  field("Description", "string", { length: 32_000 }),
  field("HasOptedOutOfEmail", "boolean"),
  field("Score__c", "number", { custom: true }),
  field("Last_Activity__c", "datetime", { custom: true }),
];

const firstNames = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Margaret", "Zoë", "Jürgen", "Łukasz"];
const lastNames = [
  "Lovelace",
  "Hopper",
  "Turing",
  "Dijkstra",
  "Liskov",
  "Knuth",
  "Hamilton",
  "Müller",
  "Świątek",
  "O'Neill",
];
const departments = ["Sales", "Marketing", "Engineering", "Finance", "Support", null];
const cities = ["Berlin", "Lyon", "Kraków", "Boston", "Porto", "Gent"];
const countries = ["Germany", "France", "Poland", "United States", "Portugal", "Belgium"];

function accountFields(n: number) {
  return {
    Name: `Company ${n}`,
    Website: `https://www.company-${n}.example`,
    Phone: `+49 30 ${100_000 + n}`,
    Industry: null,
  };
}

function contactFields(n: number, account: string | null, random: () => number) {
  const first = pick(firstNames, random);
  const last = `${pick(lastNames, random)}-${n.toString(36)}`;
  const at = Math.floor(random() * cities.length);
  const mail = `${first}.${last}`
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "");
  return {
    FirstName: first,
    LastName: last,
    Email: `${mail}@company-${n % 2_000}.example`,
    Phone: `+1 (555) ${String(1_000_000 + n)}`,
    Title: `${pick(["Head of", "Director,", "Manager,", "Lead,"], random)} ${departments[n % 5]}`,
    AccountId: account,
    LeadSource: n % 3 === 0 ? null : "Web",
    Do_Not_Sync__c: false,
    MobilePhone: n % 4 === 0 ? null : `+49 170 ${String(1_000_000 + n)}`,
    Department: pick(departments, random),
    MailingStreet: `${1 + (n % 200)} High Street`,
    MailingCity: cities[at] ?? null,
    MailingPostalCode: String(10_000 + (n % 80_000)),
    MailingCountry: countries[at] ?? null,
    Description: n % 2 === 0 ? null : `Met at the fair; asked for an offer of ${n % 90} seats, "soon".`,
    HasOptedOutOfEmail: n % 11 === 0,
    Score__c: Math.floor(random() * 1_000) / 10,
    Last_Activity__c: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 300) * DAY)
      .toISOString()
      .replace("Z", "+0000"),
  };
}

function pick<T>(list: readonly T[], random: () => number): T | null {
  return list[Math.floor(random() * list.length)] ?? null;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
