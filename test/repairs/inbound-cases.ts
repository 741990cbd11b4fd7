import type { ReasonCode } from "../../engine/reasons.ts";
import type { Fields } from "../../engine/record.ts";
import type { CrmName } from "../fakes/bed.ts";
import type { RepairBed } from "./bed.ts";
import type { insider } from "./inbound.ts";
import { insert } from "./outbound.ts";
import { nameless, odd, type spoiler, timeless } from "./spoil.ts";
import type { Step } from "./steps.ts";
import { throwOver } from "./throw-over.ts";

export interface Inside {
  readonly own: RepairBed;
  readonly at: ReturnType<typeof insider>;
  readonly spoil: ReturnType<typeof spoiler>;
  /** No other test has it. */
  readonly name: string;
}

interface Made {
  /** What was left out: the CRM's id of the record, or ours. */
  readonly id: string;
  /** What a person does at the CRM before the action, told by no list. */
  heal?(): void;
  /** What is done at the end, so that it stands wrong no more. */
  tidy?(): void;
}

/** How a record is left out or fails on its way in, and what people are told and can do. */
export interface InboundCase {
  readonly reason: ReasonCode;
  /** Where it can be produced; all unless told. */
  readonly crms?: readonly CrmName[];
  /** It failed: a card stands in the channel. Otherwise people ask for it. */
  readonly inChannel?: true;
  make(inside: Inside): Made | Promise<Made>;
  /** The action; null = there is none, because nothing is to be done. */
  readonly step: Step | null;
  /** In one sentence why, and what would change it. */
  readonly why: RegExp;
  readonly change: RegExp;
  /** What counts the record here, or at the CRM, once it is right. */
  readonly counts?: (inside: Inside) => string;
}

const readAgain: Step = { press: /^Read again$/ };
const people = ({ name }: Inside) =>
  `select count(*) as n from contacts where '${name}' in (first_name, last_name) and email is not null`;
const deals = ({ name }: Inside) => `select count(*) as n from deals where name = '${name}'`;
const activities = ({ name }: Inside) => `select count(*) as n from activities where subject = '${name}'`;
const email = ({ name }: Inside) => `${name}@x.test`;

/** An account that is left out because it has no domain. */
function lone({ at, name }: Inside): Required<Pick<Made, "id" | "heal">> {
  const id = at.create("account", { name: `account ${name}` });
  return { id, heal: () => at.edit("account", id, { domain: `${name}.test` }) };
}

/** A contact that somebody corrects. */
function wrong(inside: Inside, fields: Fields, right: Fields): Made {
  const id = inside.at.create("contact", { last_name: inside.name, ...fields });
  return { id, heal: () => inside.at.edit("contact", id, right) };
}

/** A contact that is told wrongly for a while. */
function spoiled(inside: Inside, way: Parameters<Inside["spoil"]["set"]>[1]): Made {
  const { at, spoil, name } = inside;
  spoil.set(email(inside), way);
  return {
    id: at.create("contact", { last_name: name, email: email(inside) }),
    heal: () => spoil.clear(email(inside)),
  };
}

export const inboundCases = {
  E12: {
    reason: "SKIP_NO_EMAIL",
    make: (inside) => wrong(inside, {}, { email: email(inside) }),
    step: readAgain,
    why: /has no e-mail address, and one is required/,
    change: /Fill in the e-mail address in the CRM/,
  },
  E13: {
    reason: "SKIP_BAD_EMAIL",
    make: (inside) => wrong(inside, { email: "not an address" }, { email: email(inside) }),
    step: readAgain,
    why: /is not one that can exist/,
    change: /Correct the e-mail address in the CRM/,
  },
  E14: {
    reason: "SKIP_CONVERTED",
    crms: ["salesforce"],
    make: (inside) => {
      const { own, at, name } = inside;
      const id = at.create("lead", { last_name: name, email: email(inside), company: name });
      at.convert(id);
      // What it became is well.
      for (const account of own.list(own.crm, "Account", `Name=${name}`).records)
        at.edit("account", account.id, { domain: `${name}.test` });
      return { id };
    },
    step: null,
    why: /The lead was converted; the contact that it became is synced instead/,
    change: /Nothing to do/,
  },
  E15: {
    reason: "SKIP_EXCLUDED",
    make: (inside) => {
      const { id } = wrong(inside, { email: email(inside), do_not_sync: true }, {});
      return { id, tidy: () => inside.at.edit("contact", id, { do_not_sync: false }, false) };
    },
    step: { press: /^Include it once$/ },
    why: /A sync rule or the record's do-not-sync mark leaves it out/,
    change: /clear the mark to sync it always, or include it this once/,
  },
  E16: {
    reason: "SKIP_NO_EXTERNAL_ID",
    crms: ["hubspot", "pipedrive"],
    make: (inside) => {
      spoiled(inside, nameless);
      return { id: " " };
    },
    step: null,
    why: /came without/i,
    change: /Look at the record in the CRM/,
  },
  E18: {
    reason: "SKIP_NO_ACCOUNT",
    make: (inside) => {
      const account = lone(inside);
      return { id: inside.at.create("deal", { name: inside.name, account_id: account.id }), heal: account.heal };
    },
    step: { press: /^Sync its account first$/ },
    why: /belongs to no account that is synced, and one is required/,
    change: /sync the account that it names first/,
    counts: deals,
  },
  E19: {
    reason: "SKIP_WRITE_MODE",
    make: async (inside) => {
      await insert(inside.own, "contact", inside.name, { last_name: inside.name, email: email(inside) });
      return { id: inside.name };
    },
    step: { press: /^Create it once$/ },
    why: /may only create or only update/,
    change: /Change the connection's write mode, or let this one through once/,
    counts: ({ name }) => `select count(*) as n from links where record_id = '${name}'`,
  },
  E20: {
    reason: "SKIP_NO_OPPORTUNITY",
    make: (inside) => {
      const { at, name } = inside;
      const deal = wellDeal(inside, { do_not_sync: true });
      const who = at.create("contact", { last_name: `who ${name}`, email: email(inside) });
      const id = activity(inside, { contact_id: who, deal_id: deal });
      return { id, heal: () => at.edit("deal", deal, { do_not_sync: false }) };
    },
    step: { press: /^Sync its deal first$/ },
    why: /The deal that the record belongs to is not synced/,
    change: /Sync the deal first, or give it another one/,
    counts: activities,
  },
  E21: {
    reason: "SKIP_NO_IDENTIFIER",
    make: lone,
    step: readAgain,
    why: /Every field by which the record could be recognised is empty/,
    change: /Fill in one of the fields by which it is recognised/,
    counts: ({ name }) => `select count(*) as n from accounts where name = 'account ${name}'`,
  },
  E22: {
    reason: "SKIP_NO_CONTACT",
    make: (inside) => {
      const deal = wellDeal(inside, {});
      const who = wrong(inside, { email: email(inside), do_not_sync: true }, { do_not_sync: false });
      return { ...who, id: activity(inside, { contact_id: who.id, deal_id: deal }) };
    },
    step: { press: /^Sync its contact first$/ },
    why: /The contact that the record belongs to is not synced/,
    change: /Sync the contact first, or give it another one/,
    counts: activities,
  },
  E23: {
    reason: "SKIP_CONFLICTING_ID",
    make: async (inside) => {
      const { own, at, name } = inside;
      const phone = `+1 555 01${name.length}${name.endsWith("k") ? "1" : "2"}`;
      await insert(own, "contact", `a-${name}`, { last_name: "First", email: email(inside) });
      await insert(own, "contact", `b-${name}`, { last_name: "Second", email: `b-${name}@x.test`, phone });
      at.create("contact", { last_name: "First", email: email(inside) });
      await own.clock.advance(900_000);
      await own.cycle(3);
      return wrong(inside, { email: email(inside), phone }, {});
    },
    step: { press: /^Pick the match$/, option: "Second" },
    why: /by which the record is recognised belong to different records/,
    change: /Pick the record that it is/,
    counts: ({ name }) => `select count(*) as n from links where record_id = 'b-${name}'`,
  },
  E24: {
    reason: "SKIP_NO_EVENT_NAME",
    crms: ["salesforce", "hubspot"],
    make: async (inside) => {
      await insert(inside.own, "contact", `who-${inside.name}`, { last_name: "Who", email: email(inside) });
      await inside.own.write(`insert into events (id, email) values ('${inside.name}', '${email(inside)}')`);
      return { id: inside.name };
    },
    step: null,
    why: /The event has no name/,
    change: /Give the event a name where it is made/,
  },
  E26: {
    reason: "DATA_MALFORMED",
    inChannel: true,
    make: (inside) => spoiled(inside, odd),
    step: readAgain,
    why: /What the CRM sent for this record cannot be read/,
    change: /Read it again; if it stays so, send the diagnosis/,
  },
  E27: {
    reason: "DATA_ENCODE",
    inChannel: true,
    make: (inside) => wrong(inside, { email: email(inside), title: "half \ud83d" }, { title: "whole" }),
    step: readAgain,
    why: /could not be put into the form/,
    change: /What to do: /,
    counts: (inside) => `${people(inside)} and title = 'whole'`,
  },
  E28: {
    reason: "DATA_TIMESTAMP",
    inChannel: true,
    make: (inside) => (inside.own.crm === "pipedrive" ? timelessDeal(inside) : spoiled(inside, timeless)),
    step: readAgain,
    why: /A date or time cannot be understood/,
    change: /What to do: /,
    counts: (inside) =>
      inside.own.crm === "pipedrive"
        ? `select count(*) as n from deals where name = 'deal ${inside.name}'`
        : people(inside),
  },
  E29: {
    reason: "ERR_UNKNOWN",
    inChannel: true,
    make: async (inside) => {
      const id = inside.at.create("contact", { last_name: inside.name, email: email(inside) }, true);
      await throwOver(inside.own, id);
      return { id };
    },
    step: readAgain,
    why: /an error that has no name here yet|thrown|unknown/i,
    change: /try again|Read it again/i,
  },
} as const satisfies Readonly<Record<string, InboundCase>>;

export type InboundId = keyof typeof inboundCases;

/** A deal whose account is synced. */
function wellDeal({ at, name }: Inside, more: Fields): string {
  const account = at.create("account", { name: `account ${name}`, domain: `${name}.test` });
  return at.create("deal", { name: `deal ${name}`, account_id: account, ...more });
}

/** Pipedrive's rows need no time of change: the day on which a deal closes is none. */
function timelessDeal(inside: Inside): Made {
  const { spoil, name } = inside;
  spoil.set(`deal ${name}`, timeless);
  return { id: wellDeal(inside, {}), heal: () => spoil.clear(`deal ${name}`) };
}

/** HubSpot's activities are of several types, which are part of their ids here. */
function activity({ own, at, name }: Inside, fields: Fields): string {
  const id = at.create("activity", { subject: name, ...fields });
  return own.crm === "hubspot" ? `tasks-${id}` : id;
}
