import { type Account, type AccountName, accountNames, meter } from "../crm/accounts.ts";
import type { CallLogs } from "../crm/calls.ts";
import type { Crm } from "../crm/crm.ts";
import { type FaultBoard, type FaultKinds, registerFaults } from "../crm/faults.ts";
import { crmFaults } from "../crm/gate.ts";
import { expireAccess, type OAuthClient, oauth, revokeGrants } from "../crm/oauth.ts";
import type { Row } from "../crm/table.ts";
import { table } from "../crm/table.ts";
import type { World } from "../service.ts";
import { eventSchema, noteSchema } from "./activity-objects.ts";
import { type BulkJobs, newJobs } from "./bulk-job.ts";
import { convertLead } from "./convert.ts";
import { contactRoleSchema, leadSchema, opportunitySchema, taskSchema } from "./deal-objects.ts";
import { refusals } from "./errors.ts";
import { eventTimes } from "./event-times.ts";
import { idOf, newId } from "./ids.ts";
import { accountSchema, contactSchema, customSchema } from "./objects.ts";
import { fill } from "./seed.ts";
import { view } from "./values.ts";

/** A simulated Salesforce with its open query locators and its query jobs. */
export interface Salesforce extends Crm {
  readonly name: "salesforce";
  readonly locators: Map<string, Locator>;
  readonly bulk: BulkJobs;
}

/** The rest of a query that did not fit into one page. */
export interface Locator {
  readonly account: AccountName;
  readonly rows: readonly Row[];
  readonly render: (row: Row) => string;
  readonly expiresAt: number;
}

interface SalesforceOptions {
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** Apps that may sign in. */
  readonly clients: readonly OAuthClient[];
  /** Whether a refresh gives a new refresh token and kills the old one; false when not given. */
  readonly rotate?: boolean;
  /** Life of an access token since its last use; two hours when not given. */
  readonly accessLifeMs?: number;
  /** world = the sandbox's people and companies; empty = none. */
  readonly records?: "world" | "empty";
}

const faults: FaultKinds = {
  ...crmFaults,
  // More than `limit` requests at once are refused; each then takes at least `ms`, so that they do overlap.
  "concurrent-limit": { needs: { limit: "number" }, takes: { ms: "number" } },
  "expire-locators": { once: true },
  // So many query jobs a day, none when not told.
  "bulk-limit": { takes: { limit: "number" } },
  // Jobs made meanwhile fail in the end.
  "bulk-fail": {},
  "expire-jobs": { once: true },
  "token-error": { needs: { error: "text", description: "text" } },
};

const hour = 3_600_000;
/** The sixth sign-in of a user with one app ends the oldest of the five before it. */
const grantsOfUser = 5;

export function createSalesforce(options: SalesforceOptions): Salesforce {
  const { world, board, logs } = options;
  const shapes = {
    access: (account: AccountName, noise: string) => `${orgId(account).slice(0, 15)}!AQ${noise}`,
    refresh: (_: AccountName, noise: string) => `5Aep861${noise}`,
    code: (_: AccountName, noise: string) => `aPrx${noise}==`,
  };
  const { rotate = false, accessLifeMs = 2 * hour } = options;
  const crm: Salesforce = {
    name: "salesforce",
    world,
    board,
    logs,
    accounts: new Map(accountNames.map((name) => [name, org(name)])),
    oauth: oauth(world, options.clients, shapes, { rotate, accessLifeMs, mostGrants: grantsOfUser }),
    limits: { burst: null, daily: { limit: 200_000, day: "rolling" } },
    dialect: {
      storage: "typed",
      stampMs: 1000,
      newId,
      view,
      words: (violation, { schema }) => refusals([violation], schema)[0]?.message ?? violation.kind,
      merged: () => ({}),
      approvals: true,
      convert: convertLead,
      newObject: customSchema,
      taken: (_, { schema }, fields, row) => {
        const times = schema.type === "Event" ? eventTimes(row, fields) : fields;
        return "code" in times ? fields : times;
      },
    },
    locators: new Map(),
    bulk: newJobs(),
  };
  registerFaults(board, "salesforce", faults, (fault) => {
    const meant = (account: string) => fault.account === null || fault.account === account;
    if (fault.fault === "revoke-grant") revokeGrants(crm.oauth, (grant) => meant(grant.account));
    if (fault.fault === "expire-token") expireAccess(crm.oauth, (grant) => meant(grant.account));
    if (fault.fault === "expire-locators") crm.locators.clear();
    if (fault.fault === "expire-jobs") crm.bulk.jobs.clear();
  });
  if (options.records !== "empty") for (const account of crm.accounts.values()) fill(crm, account);
  return crm;
}

function orgId(name: AccountName): string {
  return idOf("00D", name === "main" ? "5Y0" : "5Z0", 1);
}

function org(name: AccountName): Account {
  const main = name === "main";
  const user = (number: number) => idOf("005", main ? "5Y0" : "5Z0", number);
  const host = main ? "meadowworks.example" : "hillside.example";
  return {
    name,
    id: orgId(name),
    label: main ? "Meadow Works" : "Hillside Trading",
    appUser: { id: user(1), name: "Integration User", email: `integration@${host}` },
    colleagues: [
      { id: user(3), name: "Jo Seller", email: `jo@${host}`, mayNotWrite: ["Opportunity", "Contact.Title"] },
    ],
    person: { id: user(2), name: "Robin Admin", email: `robin@${host}` },
    tables: new Map([
      ["Contact", table(contactSchema())],
      ["Account", table(accountSchema())],
      ["Opportunity", table(opportunitySchema())],
      ["OpportunityContactRole", table(contactRoleSchema())],
      ["Lead", table(leadSchema())],
      ["Task", table(taskSchema())],
      ["Event", table(eventSchema())],
      ["Note", table(noteSchema())],
    ]),
    sequences: new Map(),
    meter: meter(),
  };
}
