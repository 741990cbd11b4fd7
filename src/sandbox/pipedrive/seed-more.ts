import type { Fields } from "../crm/schema.ts";
import type { Seed } from "../crm/seed.ts";
import { dealSubjects } from "../crm/world-deal-words.ts";
import { ages, between, pick } from "../crm/world-pick.ts";

/** What leads and activities are made from: who is there, and under which ids. */
export interface Known {
  readonly seed: Seed;
  readonly companies: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
  readonly deals: ReadonlyMap<string, string>;
  readonly owner: number;
}

interface Made {
  readonly fields: Fields;
  readonly modifiedAgoMs: number;
  readonly createdAgoMs: number;
}

const dayMs = 86_400_000;
/** Every so many leads one is archived, and one names a person who has no address. */
const every = { archived: 15, nameless: 12 } as const;

/** Leads of people and companies that are there: in Pipedrive a lead has no address of its own. */
export function makeLeads(random: () => number, known: Known, count: number): readonly Made[] {
  const { people } = known.seed;
  const silent = people.filter((one) => one.email === null);
  const reachable = people.filter((one) => one.email !== null && one.company !== null);
  return Array.from({ length: count }, (_, place) => {
    const from = place % every.nameless === 3 && silent.length > 0 ? silent : reachable;
    const person = pick(random, from);
    const company = known.seed.companies.find((one) => one.key === person.company);
    const amount = random() < 0.7 ? between(random, 4, 300) * 250 : null;
    return {
      fields: {
        title: `${company?.name ?? person.last ?? "New"} – ${pick(random, dealSubjects)} lead`,
        person_id: known.people.get(person.key) ?? null,
        organization_id: person.company === null ? null : (known.companies.get(person.company) ?? null),
        value: amount === null ? null : JSON.stringify({ amount, currency: "USD" }),
        is_archived: place % every.archived === 9,
        was_seen: random() < 0.6,
        owner_id: known.owner,
      },
      ...ages(random),
    };
  });
}

const subjects: Readonly<Record<string, readonly string[]>> = {
  call: ["Call about the offer", "Call back", "First call"],
  meeting: ["Meeting on site", "Kick-off", "Yearly review"],
  task: ["Send the price list", "Check the contract", "Prepare the demo"],
  email: ["Ask for a date", "Send the minutes"],
  deadline: ["Offer ends"],
};

/** Calls, meetings and tasks around the deals; one in twenty stands alone. */
export function makeActivities(random: () => number, known: Known, count: number, now: number): readonly Made[] {
  return Array.from({ length: count }, (_, place) => {
    const type = pick(random, ["call", "call", "meeting", "task", "email", "deadline"]);
    const deal = place % 20 === 7 ? null : pick(random, known.seed.deals);
    const person = deal?.contact ? (known.people.get(deal.contact) ?? null) : null;
    const inDays = between(random, -120, 30);
    const done = inDays < 0 && random() < 0.9;
    const day = new Date(now + inDays * dayMs).toISOString().slice(0, 10);
    return {
      fields: {
        subject: pick(random, subjects[type] ?? ["Task"]),
        type,
        deal_id: deal === null ? null : (known.deals.get(deal.key) ?? null),
        org_id: deal?.company ? (known.companies.get(deal.company) ?? null) : null,
        person_id: person,
        participants: person === null ? null : JSON.stringify([{ person_id: Number(person), primary: true }]),
        due_date: day,
        due_time: random() < 0.6 ? `${String(between(random, 8, 17)).padStart(2, "0")}:30:00` : null,
        duration: type === "meeting" ? "01:00:00" : null,
        done,
        marked_as_done_time: done ? `${day}T17:00:00Z` : null,
        owner_id: known.owner,
      },
      ...ages(random),
    };
  });
}

/** What sellers wrote down about deals and their people; without chance, so that all else stays as it was. */
export function makeNotes(known: Known, count: number): readonly Made[] {
  return known.seed.deals.slice(0, count).map((deal, place) => ({
    fields: {
      content: `<p>${place % 2 === 0 ? "They decide in the spring." : "Asked for a <b>second</b> offer."}</p>`,
      deal_id: known.deals.get(deal.key) ?? null,
      person_id: deal.contact === null ? null : (known.people.get(deal.contact) ?? null),
      user_id: known.owner,
    },
    createdAgoMs: (place + 30) * dayMs,
    modifiedAgoMs: (place + 3) * dayMs,
  }));
}
