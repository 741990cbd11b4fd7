import { load } from "../crm/load.ts";
import type { Fields } from "../crm/schema.ts";
import type { SeedCompany, SeedDeal, SeedPerson } from "../crm/seed.ts";
import { crmWorld } from "../crm/world.ts";
import { dice } from "../crm/world-pick.ts";
import type { Pipedrive } from "./ask.ts";
import type { Company } from "./company.ts";
import { codeIn } from "./home.ts";
import { type Known, makeActivities, makeLeads, makeNotes } from "./seed-more.ts";

const dayMs = 86_400_000;

/** Puts the sandbox's records into a company, as an import of long ago would have. */
export function fill(crm: Pipedrive, company: Company): void {
  const { account } = company;
  const seed = crmWorld("pipedrive", account.name);
  const now = crm.world.now();
  const put = <T extends { readonly createdAgoMs: number; readonly modifiedAgoMs: number }>(
    type: string,
    rows: readonly T[],
    fields: (row: T) => Fields,
    isDeleted: (row: T) => boolean = () => false,
  ): ReadonlyMap<T, string> => {
    const made = rows.map((row) => ({
      fields: fields(row),
      createdAt: now - row.createdAgoMs,
      modifiedAt: now - row.modifiedAgoMs,
      deleted: isDeleted(row),
    }));
    const ids = load(crm, account, type, made);
    return new Map(rows.map((row, i) => [row, ids[i] ?? ""]));
  };
  const companies = byKey(
    put(
      "organizations",
      seed.companies,
      (one) => organizationFields(company, one),
      (one) => one.deleted,
    ),
  );
  const people = byKey(put("persons", seed.people, (one) => personFields(company, one, companies)));
  const deals = byKey(put("deals", seed.deals, (one) => dealFields(company, one, { companies, people }, now)));
  const known: Known = { seed, companies, people, deals, owner: Number(account.person.id) };
  const random = dice(account.name === "main" ? 20_361 : 7_277);
  put("leads", makeLeads(random, known, account.name === "main" ? 120 : 8), (lead) => lead.fields);
  put("activities", makeActivities(random, known, account.name === "main" ? 240 : 12, now), (one) => one.fields);
  put("notes", makeNotes(known, account.name === "main" ? 30 : 3), (one) => one.fields);
}

type Ids = ReadonlyMap<string, string>;

function byKey(made: ReadonlyMap<{ readonly key: string }, string>): Ids {
  return new Map([...made].map(([row, id]) => [row.key, id]));
}

function organizationFields(company: Company, one: SeedCompany): Fields {
  return {
    name: one.name,
    website: one.domain === null ? null : `https://${one.domain}`,
    industry: one.industry,
    [codeIn(company.account.name, "organizations", "phone")]: one.phone,
    owner_id: Number(company.account.person.id),
  };
}

function personFields({ account, contactSync }: Company, one: SeedPerson, companies: Ids): Fields {
  return {
    name: [one.first, one.last].filter((part) => part !== null).join(" "),
    first_name: one.first,
    last_name: one.last,
    email: one.email,
    phone: one.phone,
    org_id: one.company === null ? null : (companies.get(one.company) ?? null),
    ...(contactSync && { job_title: one.title }),
    [codeIn(account.name, "persons", "leadSource")]: one.leadSource,
    [codeIn(account.name, "persons", "doNotSync")]: one.doNotSync ? "Yes" : null,
    owner_id: Number(account.person.id),
  };
}

/** Closed deals are won or lost, and stand in the stage where it was decided. */
function dealFields(company: Company, one: SeedDeal, ids: { companies: Ids; people: Ids }, now: number): Fields {
  const { account, stages } = company;
  const closed = one.stage === "Closed Won" ? "won" : one.stage === "Closed Lost" ? "lost" : null;
  const name = closed === null ? one.stage : "Negotiation/Review";
  const stage = stages.find((each) => each.name === name) ?? stages[0];
  const closesAt = one.closeInDays === null ? null : new Date(now + one.closeInDays * dayMs).toISOString();
  const time = closesAt === null ? null : `${closesAt.slice(0, 10)}T12:00:00Z`;
  return {
    title: one.name,
    value: one.amount ?? 0,
    currency: "USD",
    status: closed ?? "open",
    stage_id: stage?.id ?? null,
    pipeline_id: stage?.pipeline ?? null,
    expected_close_date: closesAt?.slice(0, 10) ?? null,
    won_time: closed === "won" ? time : null,
    lost_time: closed === "lost" ? time : null,
    close_time: closed === null ? null : time,
    org_id: one.company === null ? null : (ids.companies.get(one.company) ?? null),
    person_id: one.contact === null ? null : (ids.people.get(one.contact) ?? null),
    [codeIn(account.name, "deals", "doNotSync")]: one.doNotSync ? "Yes" : null,
    owner_id: Number(account.person.id),
  };
}
