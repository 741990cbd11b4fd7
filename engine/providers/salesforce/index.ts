import type { Crm, HttpResponse, Provider, Session, Usage } from "../../provider.ts";
import { CrmError } from "../../provider.ts";
import type { ObjectName, RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { calls } from "./calls.ts";
import { changes } from "./changes.ts";
import { type Client, openClient } from "./client.ts";
import { count } from "./count.ts";
import { dayUse, retryAfter } from "./errors.ts";
import { HOSTS } from "./hosts.ts";
import { authorizeUrl, exchange, refresh, revoke } from "./oauth.ts";
import { push } from "./push.ts";
import { id18, isBroken, isId, isRow, ownColumns, readRow } from "./records.ts";
import { toSchema } from "./schema.ts";
import { identifier, lists, selection } from "./soql.ts";

const objects: Provider["objects"] = {
  account: "Account",
  contact: "Contact",
  deal: "Opportunity",
  lead: "Lead",
  activity: "Task",
  owner: "User",
};

export const salesforce: Provider = {
  id: "salesforce",
  label: "Salesforce",
  limits: {
    // Salesforce limits requests longer than 20 s (25 at once) and a day's sum; it has no short window.
    concurrency: 10,
    batch: 200,
    windows: [],
    lookupLagMs: 0,
    timeoutMs: 30_000,
  },
  hosts: HOSTS,
  objects,
  fields: {
    contact: {
      first_name: "FirstName",
      last_name: "LastName",
      email: "Email",
      phone: "Phone",
      title: "Title",
      account_id: "AccountId",
    },
    account: { name: "Name", domain: "Website", phone: "Phone" },
    owner: { name: "Name", email: "Email", active: "IsActive" },
    activity: {
      subject: "Subject",
      type: "TaskSubtype",
      due: "ActivityDate",
      done: "Status",
      body: "Description",
      contact_id: "WhoId",
      deal_id: "WhatId",
    },
    deal: { name: "Name", amount: "Amount", stage: "StageName", close_date: "CloseDate", account_id: "AccountId" },
    lead: {
      first_name: "FirstName",
      last_name: "LastName",
      email: "Email",
      phone: "Phone",
      company: "Company",
      status: "Status",
    },
  },
  pkce: true,
  authorizeUrl,
  exchange,
  refresh,
  revoke,
  observe,
  connect,
  calls,
  recordUrl(_identity, token, object, externalId) {
    const type = objects[object] ?? object;
    return token?.instanceUrl
      ? `${token.instanceUrl}/lightning/r/${type}/${encodeURIComponent(externalId)}/view`
      : null;
  },
};

function observe(response: HttpResponse): { usage: Usage | null; retryAfterMs: number | null } {
  const day = dayUse(response.headers);
  const usage = day === null ? null : usageOf(day.used, day.limit);
  return { usage, retryAfterMs: response.status >= 400 ? retryAfter(response.headers) : null };
}

/** The day is a sliding one: there is no moment at which the count returns to zero. */
function usageOf(used: number, limit: number): Usage {
  return { burst: null, daily: { used, limit, resetAt: null } };
}

function connect(session: Session): Crm {
  const client = openClient(session);
  const names = { ...objects, ...session.objects };
  const typeOf = (object: ObjectName): string => names[object] ?? object;
  const fieldsOf = (object: ObjectName): readonly string[] => session.fields[object] ?? [];
  return {
    identity: () => identity(client, session),
    describe: async (object) => {
      const schema = toSchema(object, await client.describe(identifier(typeOf(object))), ourNames(names));
      if (schema === null)
        throw new CrmError(malformed("Salesforce's description of the object cannot be read", false));
      return schema;
    },
    count: (object) => count(client, typeOf(object)),
    changes: (object, cursor) => changes(client, session, object, typeOf(object), cursor),
    read: (object, ids) => read(client, typeOf(object), fieldsOf(object), ids),
    find: (object, by, values) => find(client, typeOf(object), fieldsOf(object), by, values),
    push: (object, writes) => push(client, identifier(typeOf(object)), writes),
    usage: async () => {
      const limits = await client.limits();
      const daily = isRow(limits) ? limits.DailyApiRequests : null;
      if (!isRow(daily)) return null;
      const [limit, remaining] = [Number(daily.Max), Number(daily.Remaining)];
      return Number.isFinite(limit - remaining) ? usageOf(limit - remaining, limit) : null;
    },
  };
}

function ourNames(names: Provider["objects"]): (sobject: string) => ObjectName | null {
  return (sobject) => Object.entries(names).find(([, type]) => type === sobject)?.[0] ?? null;
}

async function identity(client: Client, session: Session): Promise<Awaited<ReturnType<Crm["identity"]>>> {
  const who = await client.whoami();
  const { rows } = await client.query("SELECT Id, Name, IsSandbox FROM Organization LIMIT 1");
  const [org] = rows;
  if (!isRow(org) || typeof org.Id !== "string")
    throw new CrmError(malformed("Salesforce does not tell the organisation's id", false));
  return {
    id: id18(org.Id),
    name: String(org.Name ?? ""),
    sandbox: org.IsSandbox === true,
    user: String(who.username ?? ""),
    scopes: session.token.scopes,
  };
}

async function read(
  client: Client,
  type: string,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const names = [...new Set([...ownColumns(type), ...fields])];
  const found: RemoteRecord[] = [];
  // An id of a wrong form would refuse the whole request; no record can have it.
  for (const chunk of chunks(ids.filter(isId), 2_000)) {
    for (const row of await client.retrieve(identifier(type), chunk, names)) {
      if (row !== null) found.push(readable(row, fields));
    }
  }
  return found;
}

async function find(
  client: Client,
  type: string,
  fields: readonly string[],
  by: string,
  values: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const found: RemoteRecord[] = [];
  for (const list of lists([...new Set(values)])) {
    const soql = `SELECT ${selection(ownColumns(type), fields)} FROM ${identifier(type)} WHERE ${identifier(by)} IN (${list})`;
    let answer = await client.query(soql);
    found.push(...answer.rows.map((row) => readable(row, fields)));
    while (answer.next !== null) {
      answer = await client.more(answer.next);
      found.push(...answer.rows.map((row) => readable(row, fields)));
    }
  }
  return found;
}

function readable(row: unknown, fields: readonly string[]): RemoteRecord {
  const record = readRow(row, fields);
  if (isBroken(record)) throw new CrmError({ ...malformed(record.detail, false), reason: record.reason });
  return record;
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
