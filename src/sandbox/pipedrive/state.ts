import type { AccountName } from "../crm/accounts.ts";
import { accountNames, nextNumber } from "../crm/accounts.ts";
import type { CallLogs } from "../crm/calls.ts";
import { accountNamed } from "../crm/crm.ts";
import { type FaultBoard, type FaultKinds, registerFaults } from "../crm/faults.ts";
import { crmFaults } from "../crm/gate.ts";
import { expireAccess, type OAuthClient, oauth, revokeGrants } from "../crm/oauth.ts";
import type { World } from "../service.ts";
import { companyNamed, type Pipedrive } from "./ask.ts";
import { mergedFields, takenByHand, viewByHand } from "./by-hand.ts";
import { fieldCode, uuidOf } from "./company.ts";
import { convertByHand } from "./convert.ts";
import { announce } from "./events.ts";
import { accountOf, companyOf } from "./home.ts";
import { followDeals } from "./lead-fields.ts";
import { allScopes } from "./scopes.ts";
import { fill } from "./seed.ts";
import { refusalOf } from "./words.ts";

export interface PipedriveOptions {
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** Apps that may sign in. */
  readonly clients: readonly OAuthClient[];
  /** Whether a refresh gives a new refresh token; false when not given. */
  readonly rotate?: boolean;
  /** Life of an access token; an hour when not given. */
  readonly accessLifeMs?: number;
  /** 1500 ms when not given. */
  readonly searchLagMs?: number;
  /** What the app's record allows; everything when not given. */
  readonly scopes?: readonly string[];
  /** The plan decides on the limits; growth when not given. */
  readonly plan?: keyof typeof plans;
  /** Paid seats; 10 when not given. */
  readonly seats?: number;
  /** Personal API tokens and their companies. */
  readonly apiTokens?: Readonly<Record<string, AccountName>>;
  /** world = the sandbox's people, companies, deals, leads and activities; empty = none. */
  readonly records?: "world" | "empty";
}

/** Of each plan: how many times the daily budget, and the requests in two seconds of apps and of personal tokens. */
const plans = {
  lite: { daily: 1, app: 80, token: 20 },
  growth: { daily: 2, app: 160, token: 40 },
  premium: { daily: 5, app: 400, token: 100 },
  ultimate: { daily: 7, app: 480, token: 120 },
} as const;

/** Tokens of a day per seat, before the plan's multiplier. */
const seatTokens = 30_000;

// Pipedrive locks no rows.
const { "lock-row": _, ...shared } = crmFaults;

/**
 * account-closed: 402. missing-scope takes one away from the app. deals-limit: the plan holds no more open deals.
 * token-error answers token calls. deactivate-user: somebody has left. hide-daily-headers: as after a long rest.
 */
const faults: FaultKinds = {
  ...shared,
  "account-closed": {},
  "missing-scope": { needs: { scope: "text" } },
  "deals-limit": {},
  "token-error": { needs: { message: "text" }, takes: { error: "text" } },
  "deactivate-user": { needs: { user: "number" } },
  "hide-daily-headers": {},
};

/** A simulated Pipedrive of two companies. */
export function createPipedrive(options: PipedriveOptions): Pipedrive {
  const { world, board, logs, clients, accessLifeMs = 3_600_000, searchLagMs = 1500, rotate = false } = options;
  const { plan = "growth", seats = 10, scopes = allScopes } = options;
  const limit = plans[plan];
  const accounts = new Map(accountNames.map((name) => [name, accountOf(name)]));
  const shapes = {
    access: (account: AccountName, noise: string) => `v1u:AQIBAHj-LzTNK2yuuuaLqifzhWb9crUNKTpk4${account[0]}${noise}`,
    refresh: (account: AccountName, noise: string) =>
      `7700${account === "main" ? 1 : 2}:1:${noise.slice(0, 40).toLowerCase()}`,
    code: (_: AccountName, noise: string) => noise.slice(0, 40).toLowerCase(),
  };
  const crm: Pipedrive = {
    name: "pipedrive",
    world,
    board,
    logs,
    accounts,
    oauth: oauth(world, clients, shapes, { rotate, accessLifeMs, codeLifeMs: 300_000 }),
    limits: {
      burst: { limit: limit.app, windowMs: 2000 },
      daily: { limit: seatTokens * limit.daily * seats, day: { aheadMs: 0 } },
    },
    dialect: {
      storage: "typed",
      stampMs: 1000,
      newId: (account, type) => {
        const next = nextNumber(account, type);
        return type === "leads"
          ? uuidOf(`${account.id}/lead/${next}`)
          : String((account.name === "main" ? 0 : 900_000) + next);
      },
      view: (row, table) => viewByHand(companyWith(table), row, table),
      words: (violation, table) => refusalOf([violation], table).error,
      merged: mergedFields,
      taken: (account, table, fields, row) =>
        takenByHand(companyNamed(crm, account.name), table, fields, row, world.now()),
      wrote: (_, account, event) => announce(companyNamed(crm, account.name), event, world.now()),
      edited: followDeals,
      fieldCode: (account, table, label) => fieldCode(account.id, table.schema.type, label),
      withoutEdits: {
        ops: ["add-rule", "remove-rule"],
        why: "Pipedrive has no validation rules; no such edit is known here",
      },
      approvals: false,
      convert: (_, account, lead, wish) => convertByHand(crm, account, lead, wish),
    },
    companies: new Map([...accounts].map(([name, account]) => [name, companyOf(account)])),
    scopes,
    clients,
    apiTokens: new Map(Object.entries(options.apiTokens ?? {})),
    refreshed: new Map(),
    searchLagMs,
    tokenBurst: limit.token,
  };
  const companyWith = (table: object) => {
    for (const company of crm.companies.values())
      for (const own of company.account.tables.values()) if (own === table) return company;
    return companyNamed(crm, "main");
  };
  registerFaults(board, "pipedrive", faults, (fault) => {
    const meant = (account: string) => fault.account === null || fault.account === account;
    if (fault.fault === "revoke-grant") revokeGrants(crm.oauth, (grant) => meant(grant.account));
    if (fault.fault === "expire-token") expireAccess(crm.oauth, (grant) => meant(grant.account));
  });
  if (options.records !== "empty") {
    for (const name of accountNames) fill(crm, companyNamed(crm, accountNamed(crm, name).name));
  }
  return crm;
}
