import type { Listed } from "../../listed.ts";
import {
  type Crm,
  CrmError,
  type HttpResponse,
  type Identity,
  type Provider,
  type Session,
  type Usage,
} from "../../provider.ts";
import type { ObjectName, Schema } from "../../record.ts";
import { malformed, plain } from "../../trouble.ts";
import { activitiesOf, activityPage } from "./activities.ts";
import { vanishedActivities } from "./activity-find.ts";
import { ACTIVITIES, BODY, CONTACT, DEAL, DONE, DUE, SUBJECT, TYPE } from "./activity-types.ts";
import { calls } from "./calls.ts";
import { changes } from "./changes.ts";
import { type Client, openClient } from "./client.ts";
import { count } from "./count.ts";
import { waitOf } from "./errors.ts";
import { find, read } from "./find.ts";
import { authorizeUrl, exchange, refresh, revoke } from "./oauth.ts";
import { OWNERS, ownersOf } from "./owners.ts";
import { push } from "./push.ts";
import { CONTACTS, isRow, listOf, stampOf, textOf } from "./records.ts";
import { pageNumber, rightWords } from "./rights.ts";
import { hasStages, stagesOf, toSchema } from "./schema.ts";
import { isSearch } from "./transport.ts";
import { vanished } from "./vanished.ts";

const objects: Provider["objects"] = {
  account: "companies",
  contact: "contacts",
  deal: "deals",
  activity: ACTIVITIES,
  owner: OWNERS,
};

export const hubspot: Provider = {
  id: "hubspot",
  label: "HubSpot",
  limits: {
    concurrency: 10,
    batch: 100,
    windows: [
      // The smallest plan's figure; headers tell the real one. Searches are not in it.
      { name: "ten seconds", max: 100, windowMs: 10_000, applies: (request) => !isSearch(request) },
      // Five a second for the whole account; one is left to others.
      { name: "search", max: 4, windowMs: 1_000, applies: isSearch },
    ],
    lookupLagMs: 15_000,
    timeoutMs: 30_000,
  },
  hosts: ["hubapi.com"],
  objects,
  fields: {
    contact: {
      first_name: "firstname",
      last_name: "lastname",
      email: "email",
      phone: "phone",
      title: "jobtitle",
      account_id: "associatedcompanyid",
    },
    account: { name: "name", domain: "domain", phone: "phone" },
    owner: { name: "name", email: "email", active: "active" },
    activity: {
      subject: SUBJECT,
      type: TYPE,
      due: DUE,
      done: DONE,
      body: BODY,
      contact_id: CONTACT,
      deal_id: DEAL,
    },
    deal: {
      name: "dealname",
      amount: "amount",
      stage: "dealstage",
      close_date: "closedate",
      account_id: "hs_primary_associated_company",
    },
  },
  pkce: false,
  optional: { deal: { contact_ids: CONTACTS } },
  authorizeUrl,
  exchange,
  refresh,
  revoke,
  observe,
  connect,
  calls: (work) => calls(work, objects[work.object] ?? work.object),
  recordUrl(identity, _token, object, externalId) {
    const type = objects[object] ?? object;
    const number = pageNumber(type);
    const usual = number === null ? null : `${number}/${encodeURIComponent(externalId)}`;
    const page = type === ACTIVITIES ? activityPage(externalId) : usual;
    if (identity === null || page === null) return null;
    return `https://app.hubspot.com/contacts/${encodeURIComponent(identity.id)}/record/${page}`;
  },
  // The page of the object: there Actions > Restore records opens the bin, which has no address that HubSpot promises.
  binUrl(identity, _token, object) {
    const number = pageNumber(objects[object] ?? object);
    if (identity === null || number === null) return null;
    return `https://app.hubspot.com/contacts/${encodeURIComponent(identity.id)}/objects/${number}/views/all/list`;
  },
  rightWords: (asked, identity) => rightWords(asked, objects[asked.object] ?? asked.object, identity),
};

/** Rate headers stand on every answer but those of searches; the daily ones only for private apps. */
function observe(response: HttpResponse): { usage: Usage | null; retryAfterMs: number | null } {
  const number = (name: string): number | null => {
    const value = Number(response.headers[`x-hubspot-ratelimit-${name}`] ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  const [max, remaining, windowMs] = [number("max"), number("remaining"), number("interval-milliseconds")];
  const burst = max === null || remaining === null ? null : { limit: max, remaining, windowMs: windowMs ?? 10_000 };
  const [limit, left] = [number("daily"), number("daily-remaining")];
  const daily = limit === null || left === null ? null : { used: limit - left, limit, resetAt: null };
  const usage = burst === null && daily === null ? null : { burst, daily };
  return { usage, retryAfterMs: response.status >= 400 ? waitOf(response) : null };
}

function connect(session: Session): Crm {
  const client = openClient(session);
  const names = { ...objects, ...session.objects };
  const typeOf = (object: ObjectName): string => names[object] ?? object;
  const fieldsOf = (object: ObjectName): readonly string[] => session.fields[object] ?? [];
  const usual: Listed = {
    describe: (object) => describe(client, session, object, names),
    count: (object) => count(client, typeOf(object)),
    changes: (object, cursor) => changes(client, session, object, typeOf(object), cursor),
    read: (object, ids) => read(client, typeOf(object), fieldsOf(object), ids),
    find: (object, by, values) => find(client, typeOf(object), fieldsOf(object), by, values),
    push: (object, writes) => push(client, typeOf(object), writes),
  };
  const of = (object: ObjectName): Listed => {
    if (typeOf(object) === OWNERS) return ownersOf(client, fieldsOf(object));
    if (typeOf(object) !== ACTIVITIES) return usual;
    return activitiesOf(client, session, object, (type) => describe(client, session, object, names, type));
  };
  return {
    identity: () => identity(client),
    describe: (object) => of(object).describe(object),
    count: (object) => of(object).count(object),
    changes: (object, cursor) => of(object).changes(object, cursor),
    read: (object, ids) => of(object).read(object, ids),
    find: (object, by, values) => of(object).find(object, by, values),
    push: (object, writes) => of(object).push(object, writes),
    gone: async (object, ids) => {
      // One who was deactivated stays in the list of owners.
      if (typeOf(object) === OWNERS) return [];
      return typeOf(object) === ACTIVITIES ? vanishedActivities(client, ids) : vanished(client, typeOf(object), ids);
    },
    usage: () => dailyUse(client),
  };
}

async function identity(client: Client): Promise<Identity> {
  const [token, account] = [await client.introspect(), await client.account()];
  if (isRow(token) && token.active === false)
    throw new CrmError(plain("AUTH_TOKEN_EXPIRED", "HubSpot says that the access token is not active"));
  const portal = isRow(account) ? account.portalId : null;
  if (!isRow(token) || !isRow(account) || (typeof portal !== "number" && typeof portal !== "string"))
    throw new CrmError(malformed("HubSpot does not tell the account's id", false));
  return {
    id: String(portal),
    name: textOf(token, "hub_domain") || `HubSpot account ${portal}`,
    sandbox: account.accountType === "SANDBOX" || account.accountType === "DEVELOPER_TEST",
    user: textOf(token, "user"),
    scopes: listOf(token.scopes).map(String),
  };
}

async function describe(
  client: Client,
  session: Session,
  object: ObjectName,
  names: Provider["objects"],
  type = names[object] ?? object,
): Promise<Schema> {
  const ourName = (named: string) => Object.entries(names).find(([, each]) => each === named)?.[0] ?? null;
  const required = (await optional(requiredOf(client, type))) ?? [];
  const stages = hasStages(type) ? await optional(client.pipelines(type).then(stagesOf)) : null;
  const schema = toSchema(await client.properties(type), {
    object,
    type,
    required,
    stages,
    scopes: session.token.scopes,
    ourName,
  });
  if (schema === null) throw new CrmError(malformed("HubSpot's list of properties cannot be read", false));
  return schema;
}

async function requiredOf(client: Client, type: string): Promise<readonly string[]> {
  const schema = await client.schema(type);
  return isRow(schema) ? listOf(schema.requiredProperties).map(String) : [];
}

/** Not every account and scope may read schemas, pipelines and limits; null = not to be had. */
async function optional<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CrmError && (error.trouble.status === 403 || error.trouble.status === 404)) return null;
    throw error;
  }
}

/** Only private apps have a daily limit; for all others there is nothing to tell. */
async function dailyUse(client: Client): Promise<Usage | null> {
  const told = await optional(client.dailyUse());
  const [first] = isRow(told) ? listOf(told.results) : [];
  if (!isRow(first)) return null;
  const [used, limit] = [Number(first.currentUsage), Number(first.usageLimit)];
  if (!Number.isFinite(used) || !Number.isFinite(limit)) return null;
  return { burst: null, daily: { used, limit, resetAt: stampOf(first.resetsAt) } };
}
