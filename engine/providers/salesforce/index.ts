import type { Crm, HttpResponse, Provider, Session, Usage } from "../../provider.ts";
import { CrmError } from "../../provider.ts";
import type { ObjectName, RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { activitiesOf } from "./activities.ts";
import { activityParts, partOfId } from "./activity-parts.ts";
import { calls } from "./calls.ts";
import { changes } from "./changes.ts";
import { type Client, openClient } from "./client.ts";
import { count } from "./count.ts";
import { dayUse, retryAfter } from "./errors.ts";
import { find, read } from "./find.ts";
import { HOSTS } from "./hosts.ts";
import { authorizeUrl, exchange, refresh, revoke } from "./oauth.ts";
import { push } from "./push.ts";
import { id18, isRow } from "./records.ts";
import { rightWords } from "./rights.ts";
import { dealChanges, hasRoles, pushDeals, withRoles } from "./roles.ts";
import { toSchema } from "./schema.ts";
import { allOf } from "./selected.ts";
import { identifier, ROLES } from "./soql.ts";
import { vanished } from "./vanished.ts";

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
  grantsPerUser: 5,
  optional: { deal: { contact_ids: ROLES } },
  pkce: true,
  authorizeUrl,
  exchange,
  refresh,
  revoke,
  observe,
  connect,
  calls,
  recordUrl(_identity, token, object, externalId) {
    const part = object === "activity" ? partOfId(activityParts, externalId) : null;
    const type = part?.type ?? objects[object] ?? object;
    return token?.instanceUrl
      ? `${token.instanceUrl}/lightning/r/${type}/${encodeURIComponent(externalId)}/view`
      : null;
  },
  // One bin for all objects.
  binUrl: (_identity, token) => (token?.instanceUrl ? `${token.instanceUrl}/lightning/o/DeleteEvent/home` : null),
  rightWords: (asked, identity, token) =>
    rightWords(asked, objects[asked.object] ?? asked.object, identity, token?.instanceUrl ?? null),
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
  const activities = activitiesOf(client, session, ourNames(names));
  const selected = (object: ObjectName) => allOf(typeOf(object), session.fields[object] ?? []);
  const withContacts = (object: ObjectName) => hasRoles(typeOf(object), session.fields[object] ?? []);
  const whole = (object: ObjectName) => (records: readonly RemoteRecord[]) =>
    withContacts(object) ? withRoles(client, records) : records;
  return {
    identity: () => identity(client, session),
    describe: async (object) => {
      if (object === "activity") return activities.describe(object);
      const schema = toSchema(object, await client.describe(identifier(typeOf(object))), ourNames(names));
      if (schema === null)
        throw new CrmError(malformed("Salesforce's description of the object cannot be read", false));
      return schema;
    },
    count: (object) => (object === "activity" ? activities.count(object) : count(client, typeOf(object))),
    changes: (object, cursor) =>
      object === "activity"
        ? activities.changes(object, cursor)
        : withContacts(object)
          ? dealChanges(client, session, { object, type: typeOf(object) }, cursor)
          : changes(client, session, object, typeOf(object), cursor),
    read: (object, ids) =>
      object === "activity" ? activities.read(object, ids) : read(client, selected(object), ids).then(whole(object)),
    find: (object, by, values) =>
      object === "activity"
        ? activities.find(object, by, values)
        : find(client, selected(object), by, values).then(whole(object)),
    push: (object, writes) =>
      object === "activity"
        ? activities.push(object, writes)
        : (writes.some((write) => write.sets) ? pushDeals : push)(client, identifier(typeOf(object)), writes),
    gone: async (object, ids) => {
      // Users are never deleted, only deactivated.
      if (object === "owner") return [];
      return object === "activity" ? activities.gone(object, ids) : vanished(client, typeOf(object), ids);
    },
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
