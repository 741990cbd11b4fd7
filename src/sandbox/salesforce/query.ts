import { type Account, nextNumber } from "../crm/accounts.ts";
import type { Answer, Caller, Crm } from "../crm/crm.ts";
import { numberOf, strikeFault } from "../crm/faults.ts";
import type { Fields } from "../crm/schema.ts";
import { put, type Row, type Table, table } from "../crm/table.ts";
import { failure } from "./errors.ts";
import { idOf } from "./ids.ts";
import { systemSchemas } from "./objects.ts";
import { renderer } from "./render.ts";
import type { Tables } from "./soql-columns.ts";
import { parse } from "./soql-parse.ts";
import { run } from "./soql-run.ts";
import { SoqlError } from "./soql-tokens.ts";
import type { Locator, Salesforce } from "./state.ts";
import { orgUsers } from "./users.ts";

const twoDays = 172_800_000;
const mostLocators = 200;

/** `GET …/query?q=SOQL` and `…/queryAll?q=SOQL`: the first page. */
export function query(crm: Salesforce, caller: Caller, version: string, all: boolean): Answer {
  const { searchParams } = new URL(caller.request.path, caller.request.origin);
  const soql = searchParams.get("q");
  if (soql === null || soql.trim() === "") {
    return failure(400, "MALFORMED_QUERY", "A query string has to be specified");
  }
  const now = crm.world.now();
  try {
    const asked = parse(soql);
    const lag = strikeFault(crm.board, "salesforce", "search-lag", caller.account.name);
    const found = run(queryable(crm, caller.account), asked, lag === null ? now : now - numberOf(lag, "ms"), all);
    if (asked.count) return page([], found.rows.length, null, 0);
    const render = renderer(found.table, found.columns, version);
    const size = batchSize(caller.request.headers);
    const first = found.rows.slice(0, size);
    const { rows } = found;
    const locator =
      rows.length > size ? keep(crm, { account: caller.account.name, rows, render, expiresAt: now + twoDays }) : null;
    const next = locator === null ? null : `/services/data/${version}/query/${locator}-${size}`;
    return page(first.map(render), rows.length, next, first.length);
  } catch (problem) {
    if (problem instanceof SoqlError) return failure(400, problem.code, problem.message);
    throw problem;
  }
}

/** `GET …/query/{locator}-{from}`: a further page. */
export function queryMore(crm: Salesforce, caller: Caller, version: string, place: string): Answer {
  const [, name = "", from = ""] = /^(0r8\w{15})-(\d+)$/.exec(place) ?? [];
  const locator = crm.locators.get(name);
  const known = locator !== undefined && locator.account === caller.account.name && locator.expiresAt > crm.world.now();
  if (!known) return failure(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  const start = Number(from);
  const size = batchSize(caller.request.headers);
  const rows = locator.rows.slice(start, start + size);
  const end = start + rows.length;
  const next = end < locator.rows.length ? `/services/data/${version}/query/${name}-${end}` : null;
  return page(rows.map(locator.render), locator.rows.length, next, rows.length);
}

/** Written by hand, because the rows are text already. */
function page(rows: readonly string[], total: number, next: string | null, records: number): Answer {
  const more = next === null ? "" : `,"nextRecordsUrl":${JSON.stringify(next)}`;
  const body = `{"totalSize":${total},"done":${next === null}${more},"records":[${rows.join(",")}]}`;
  return { status: 200, headers: { "content-type": "application/json;charset=UTF-8" }, body, records };
}

function keep(crm: Salesforce, locator: Locator): string {
  const account = [...crm.accounts.values()][0];
  const name = idOf("0r8", "5Y0", account === undefined ? 1 : nextNumber(account, "locator"));
  crm.locators.set(name, locator);
  if (crm.locators.size > mostLocators) crm.locators.delete([...crm.locators.keys()][0] ?? "");
  return name;
}

function batchSize(headers: Readonly<Record<string, string>>): number {
  const asked = Number(/batchSize=(\d+)/i.exec(headers["sforce-query-options"] ?? "")?.[1] ?? 2000);
  return Math.min(2000, Math.max(200, asked));
}

/** The org's records and what can only be asked about: the org itself, its users and their rights. */
export function queryable(crm: Crm, account: Account): Tables {
  const people = orgUsers(crm, account).map(({ id, name, email, active, changedAt }) => ({
    id,
    changedAt,
    fields: { Name: name, Username: email, Email: email, IsActive: active },
  }));
  const org = { Name: account.label, InstanceName: "SBX1", OrganizationType: "Enterprise Edition", IsSandbox: false };
  const rights = { PermissionsApiEnabled: true, PermissionsViewAllData: true, PermissionsModifyAllData: true };
  return new Map<string, Table>([
    ...account.tables,
    ["Organization", only(systemSchemas.Organization, [{ id: account.id, fields: org }])],
    ["User", only(systemSchemas.User, people)],
    ["UserPermissionAccess", only(systemSchemas.UserPermissionAccess, [{ id: idOf("0Pa", "5Y0", 1), fields: rights }])],
  ]);
}

interface Fact {
  readonly id: string;
  readonly fields: Fields;
  readonly changedAt?: number;
}

function only(schema: Table["schema"], rows: readonly Fact[]): Table {
  const made = table(schema);
  const rest = { createdAt: 0, createdBy: "", modifiedBy: "", deleted: false, mergedInto: null, hold: null };
  for (const { id, fields, changedAt = 0 } of rows)
    put(made, {
      ...rest,
      id,
      fields,
      modifiedAt: changedAt,
      visibleAt: changedAt,
      next: null,
      text: null,
    } satisfies Row);
  return made;
}
