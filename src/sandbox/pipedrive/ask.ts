import { type Answer, accountNamed, type Caller, type Crm } from "../crm/crm.ts";
import { activeFaults, numberOf } from "../crm/faults.ts";
import type { OAuthClient } from "../crm/oauth.ts";
import type { Table } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import type { Company, CompanyUser } from "./company.ts";
import { type Refusal, usualInfo } from "./refusal.ts";

/** A simulated Pipedrive: two companies. */
export interface Pipedrive extends Crm {
  readonly name: "pipedrive";
  readonly companies: ReadonlyMap<"main" | "other", Company>;
  /** What the app's record allows: users accept all of it or nothing. */
  readonly scopes: readonly string[];
  readonly clients: readonly OAuthClient[];
  /** Personal API tokens, and in whose company they work. */
  readonly apiTokens: ReadonlyMap<string, "main" | "other">;
  /** When each grant was last refreshed, by refresh token. */
  readonly refreshed: Map<string, number>;
  /** How far searches are behind when no search-lag fault says otherwise, ms. */
  readonly searchLagMs: number;
  /** Requests of an API token in two seconds; those of apps are `limits.burst`. */
  readonly tokenBurst: number;
}

/** A request that was let in: who asks, and what the path and query say. */
export interface Ask extends Caller {
  readonly crm: Pipedrive;
  readonly company: Company;
  readonly scopes: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const json = { "content-type": "application/json; charset=utf-8" } as const;

export function answer(status: number, body: unknown, records = 0): Answer {
  return { status, headers: json, body: JSON.stringify(body), records };
}

/** 200 or 201 with `success` and `data`. */
export function success(data: unknown, records = 0, status = 200): Answer {
  return answer(status, { success: true, data }, records);
}

/** A page of v2: the cursor of the next one, or null. */
export function page(data: unknown, nextCursor: string | null, records = 0): Answer {
  return answer(200, { success: true, data, additional_data: { next_cursor: nextCursor } }, records);
}

/** A page of v1, counted from `start`. */
export function pageFrom(data: readonly unknown[], start: number, limit: number, more: boolean): Answer {
  const next = more ? { next_start: start + limit } : {};
  const pagination = { start, limit, more_items_in_collection: more, ...next };
  return answer(200, { success: true, data, additional_data: { pagination } }, data.length);
}

/** The error envelope. */
export function refuse({ status, error, info = usualInfo, code, errorCode }: Refusal): Answer {
  const more = { ...(code !== undefined && { code }), ...(errorCode !== undefined && { errorCode }) };
  const short = errorCode === undefined ? { data: null, additional_data: null } : {};
  return answer(status, { success: false, error, error_info: info, ...short, ...more });
}

export function companyNamed(crm: Pipedrive, name: "main" | "other"): Company {
  const company = crm.companies.get(name);
  if (company === undefined) throw new Error(`Pipedrive has no company ${name}`);
  return company;
}

export function companyOfAccount(crm: Pipedrive, name: string): Company {
  return companyNamed(crm, accountNamed(crm, name === "other" ? "other" : "main").name);
}

export function tableFor(ask: Pick<Ask, "account">, type: string): Table {
  return tableOf(ask.account, type);
}

/** The users of a company as they are now: `deactivate-user` lets one leave while it lasts. */
export function usersOf(crm: Pipedrive, company: Company): readonly CompanyUser[] {
  const left = activeFaults(crm.board)
    .filter((one) => one.service === crm.name && one.fault === "deactivate-user")
    .filter((one) => one.account === null || one.account === company.account.name)
    .map((one) => numberOf(one, "user"));
  return company.users.map((user) => (left.includes(user.id) ? { ...user, active: false } : user));
}
