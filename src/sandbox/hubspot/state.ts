import { type Account, type AccountName, accountNames, meter, nextNumber } from "../crm/accounts.ts";
import type { CallLogs } from "../crm/calls.ts";
import type { Crm } from "../crm/crm.ts";
import { type FaultBoard, type FaultKinds, registerFaults } from "../crm/faults.ts";
import { crmFaults } from "../crm/gate.ts";
import { expireAccess, type OAuthClient, oauth, revokeGrants } from "../crm/oauth.ts";
import type { Fields } from "../crm/schema.ts";
import { type Row, type Table, table } from "../crm/table.ts";
import type { World } from "../service.ts";
import type { Portal } from "./ask.ts";
import { isCustom, objectTypes, typeNamed } from "./object-types.ts";
import { aheadOfUtcMs } from "./portal-info.ts";
import { propertyOf } from "./records.ts";
import { customSchema } from "./schemas.ts";
import { fill } from "./seed.ts";
import { refusalOf } from "./words.ts";

/** A simulated HubSpot: two portals. */
export interface Hubspot extends Crm {
  readonly name: "hubspot";
  readonly portals: ReadonlyMap<AccountName, Portal>;
  /** How far searches are behind when no search-lag fault says otherwise, ms. */
  readonly searchLagMs: number;
}

export interface HubspotOptions {
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** Apps that may sign in. */
  readonly clients: readonly OAuthClient[];
  /** Life of an access token; 30 minutes when not given. */
  readonly accessLifeMs?: number;
  /** 1500 ms when not given. */
  readonly searchLagMs?: number;
  /** world = the sandbox's people and companies; empty = none. */
  readonly records?: "world" | "empty";
}

/**
 * token-error answers token calls with a code of HubSpot's, e.g. BAD_HUB; banned is an app that the portal shut out;
 * missing-right: the user who connected may not write a type, whatever the scopes are.
 */
const faults: FaultKinds = {
  ...crmFaults,
  "token-error": { needs: { status: "text" }, takes: { message: "text" } },
  banned: {},
  "missing-right": { needs: { type: "text" } },
};

export function createHubspot(options: HubspotOptions): Hubspot {
  const { world, board, logs, accessLifeMs = 1_800_000, searchLagMs = 1500 } = options;
  const accounts = new Map(accountNames.map((name) => [name, portal(name)]));
  const shapes = {
    access: (_: AccountName, noise: string) => `CJSP5qf1KhICAQEYs${noise}`,
    refresh: (_: AccountName, noise: string) => `na1-${noise.slice(0, 36).toLowerCase()}`,
    code: (_: AccountName, noise: string) => `na1-${noise.slice(0, 32).toLowerCase()}`,
  };
  const crm: Hubspot = {
    name: "hubspot",
    world,
    board,
    logs,
    accounts,
    oauth: oauth(world, options.clients, shapes, { rotate: false, accessLifeMs }),
    limits: { burst: { limit: 110, windowMs: 10_000 }, daily: { limit: null, day: { aheadMs: aheadOfUtcMs } } },
    dialect: {
      storage: "text",
      stampMs: 1,
      newId,
      view,
      words: (violation, of) => refusalOf([violation], typeNamed(of.schema.type), of, "update").message,
      merged,
      approvals: false,
      convert: null,
      newObject: (type, label) =>
        isCustom(type) ? customSchema(type, label) : `${type} is not a number of a custom object: 2-1001 is one`,
    },
    portals: new Map(
      [...accounts].map(([name, account]) => [name, { account, links: new Map(), searches: [], erased: new Set() }]),
    ),
    searchLagMs,
  };
  registerFaults(board, "hubspot", faults, (fault) => {
    const meant = (account: string) => fault.account === null || fault.account === account;
    if (fault.fault === "revoke-grant") revokeGrants(crm.oauth, (grant) => meant(grant.account));
    if (fault.fault === "expire-token") expireAccess(crm.oauth, (grant) => meant(grant.account));
  });
  if (options.records !== "empty") for (const one of crm.portals.values()) fill(crm, one);
  return crm;
}

function portal(name: AccountName): Account {
  const main = name === "main";
  const host = main ? "meadowworks.example" : "hillside.example";
  return {
    name,
    id: main ? "48213001" : "48213977",
    label: main ? "Meadow Works" : "Hillside Trading",
    appUser: { id: main ? "6120001" : "6120901", name: "Integration User", email: `integration@${host}` },
    person: { id: main ? "6120002" : "6120902", name: "Robin Admin", email: `robin@${host}` },
    tables: new Map(objectTypes.map((type) => [type.name, table(type.schema())])),
    sequences: new Map(),
    meter: meter(),
  };
}

/** Numbers as texts, growing; the other portal's differ from the main one's. */
function newId(account: Account, type: string): string {
  return String(typeNamed(type).firstId + (account.name === "main" ? 0 : 500_000_000) + nextNumber(account, type));
}

function view(row: Row, of: Table): Fields {
  const type = typeNamed(of.schema.type);
  return Object.fromEntries(
    [...of.schema.fields.keys()].map((name) => [name, propertyOf(of, type, row, name) ?? null]),
  );
}

/** The survivor keeps its values, takes those that it lacks, and remembers the ids and e-mails that it swallowed. */
function merged(winner: Row, loser: Row): Fields {
  const lacking = Object.entries(loser.fields).filter(([name]) => (winner.fields[name] ?? null) === null);
  const joined = (name: string, own: string) =>
    [winner.fields[name], own, loser.fields[name]].filter((part) => typeof part === "string" && part !== "").join(";");
  const fields: Record<string, Fields[string]> = {
    ...Object.fromEntries(lacking),
    hs_merged_object_ids: joined("hs_merged_object_ids", loser.id),
  };
  if (!("email" in winner.fields) && !("email" in loser.fields)) return fields;
  fields.hs_calculated_merged_vids = joined("hs_calculated_merged_vids", `${loser.id}:${loser.modifiedAt}`);
  const [own, other] = [winner.fields.email, loser.fields.email];
  if (typeof own === "string" && typeof other === "string")
    fields.hs_additional_emails = joined("hs_additional_emails", other.toLowerCase());
  return fields;
}
