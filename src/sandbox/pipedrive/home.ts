import { type Account, type AccountName, meter } from "../crm/accounts.ts";
import type { Field } from "../crm/schema.ts";
import { table } from "../crm/table.ts";
import { dealStages } from "../crm/world-deal-words.ts";
import { leadSources } from "../crm/world-words.ts";
import { type Company, type CompanyUser, fieldCode, optionId, type Pipeline, type Stage, uuidOf } from "./company.ts";
import { fieldOf, schemaOf, typeNames } from "./schemas.ts";

/** The two companies of the sandbox. */
const companies = {
  main: { id: "7701001", label: "Copper Lane", domain: "copperlane", firstUser: 11_001, stages: 0 },
  other: { id: "7709002", label: "Harbour Row", domain: "harbourrow", firstUser: 11_901, stages: 30 },
} as const;

/** The labels of the fields that the sandbox's companies made for themselves. */
export const customLabels = {
  ownId: "crmsync ID",
  doNotSync: "Do not sync",
  leadSource: "Lead source",
  phone: "Phone",
  yearly: "Yearly value",
  competitors: "Competitors",
} as const;

/** The code of one of those fields in the main or the other company. */
export function codeIn(account: AccountName, type: string, label: keyof typeof customLabels): string {
  return fieldCode(companies[account].id, type, customLabels[label]);
}

export function accountOf(name: AccountName): Account {
  const { id, label, domain, firstUser } = companies[name];
  const host = `${domain}.example`;
  return {
    name,
    id,
    label,
    appUser: { id: String(firstUser), name: "Integration User", email: `integration@${host}` },
    person: { id: String(firstUser + 1), name: "Robin Admin", email: `robin@${host}` },
    tables: new Map(
      typeNames.map((type) => [type, table(schemaOf(type, hasContactSync(name), customFields(name, type)))]),
    ),
    sequences: new Map(),
    meter: meter(),
  };
}

export function companyOf(account: Account): Company {
  const { stages: firstStage } = companies[account.name];
  const pipelines = [
    { id: firstStage / 10 + 1, name: "Sales pipeline" },
    { id: firstStage / 10 + 2, name: "Partners" },
  ];
  const company: Company = {
    account,
    users: usersOf(account),
    pipelines,
    stages: stagesOf(pipelines, firstStage),
    contactSync: hasContactSync(account.name),
    types: new Map([
      [codeIn(account.name, "deals", "yearly"), { type: "monetary", kind: "string" }],
      [codeIn(account.name, "deals", "competitors"), { type: "set", kind: "picklist" }],
    ]),
    optionIds: new Map(),
    webhooks: [],
    deliveries: [],
    leadLabels: ["Hot", "Warm", "Cold"].map((label, i) => ({
      id: uuidOf(`${account.id}/label/${label}`),
      name: label,
      color: ["red", "yellow", "blue"][i] ?? "gray",
    })),
    conversions: new Map(),
    searches: [],
    patience: { refused: 0, shutUntil: 0 },
  };
  // In one order, so that every start gives the same ids.
  for (const { schema } of account.tables.values())
    for (const field of schema.fields.values())
      for (const label of field.type === "picklist" ? (field.options ?? []) : [])
        optionId(company, schema.type, field, label);
  return company;
}

/** The subdomain of a company. */
export function domainOf(account: Account): string {
  return companies[account.name].domain;
}

/** The main company has contact sync, the other one has not. */
function hasContactSync(name: AccountName): boolean {
  return name === "main";
}

function customFields(name: AccountName, type: string): readonly Field[] {
  const made = (label: keyof typeof customLabels, ...rest: [Parameters<typeof fieldOf>[0][1], Partial<Field>?]) =>
    fieldOf([codeIn(name, type, label), rest[0], { ...rest[1], custom: true, label: customLabels[label] }]);
  if (type === "activities" || type === "notes") return [];
  const common = [made("ownId", "varchar"), made("doNotSync", "enum", { options: ["Yes", "No"] })];
  if (type === "organizations") return [...common, made("phone", "phone")];
  if (type === "persons")
    return [...common, made("leadSource", "enum", { options: [...leadSources.both, ...leadSources.pipedrive] })];
  const competitors = { options: ["Northwind", "Globex", "Initech", "Umbrella"] };
  return [...common, made("yearly", "monetary"), made("competitors", "set", competitors)];
}

function usersOf(account: Account): readonly CompanyUser[] {
  const { appUser, person } = account;
  const first = Number(appUser.id);
  const host = person.email.split("@")[1] ?? "";
  return [
    { id: first, name: appUser.name, email: appUser.email, admin: true, active: true },
    { id: first + 1, name: person.name, email: person.email, admin: true, active: true },
    { id: first + 2, name: "Jo Seller", email: `jo@${host}`, admin: false, active: true },
    { id: first + 3, name: "Kim Former", email: `kim@${host}`, admin: false, active: false },
  ];
}

function stagesOf(pipelines: readonly Pipeline[], first: number): readonly Stage[] {
  const [sales, partners] = pipelines;
  // What became of a deal is its status: it stays in the stage where it was won or lost.
  const open = dealStages.both.filter((stage) => !stage.startsWith("Closed"));
  const inSales = (name: string) => ({ name, pipeline: sales?.id ?? 0 });
  const names = [
    ...[...open, ...dealStages.pipedrive].map(inSales),
    ...["Introduced", "Agreed"].map((name) => ({ name, pipeline: partners?.id ?? 0 })),
  ];
  return names.map(({ name, pipeline }, i) => ({
    id: first + i + 1,
    name,
    pipeline,
    order: names.slice(0, i).filter((one) => one.pipeline === pipeline).length + 1,
    probability: 100,
  }));
}
