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
import { activitiesOf } from "./activities.ts";
import { calls } from "./calls.ts";
import { changes } from "./changes.ts";
import { type Client, openClient } from "./client.ts";
import { waitOf } from "./errors.ts";
import { find, read } from "./find.ts";
import { HOSTS } from "./hosts.ts";
import { isNote } from "./notes.ts";
import { authorizeUrl, exchange, refresh, revoke } from "./oauth.ts";
import { push } from "./push.ts";
import { rightWords } from "./rights.ts";
import { toSchema } from "./schema.ts";
import { type Shape, shapeOf } from "./shapes.ts";
import { shapeFor } from "./stages.ts";
import { isSearch } from "./transport.ts";
import { USERS, userCalls, usersOf } from "./users.ts";
import { idOf, isRow, textOf } from "./values.ts";
import { vanished } from "./vanished.ts";

const WINDOW_MS = 2_000;
/** Searches have ten in two seconds on all plans, less than any common window has. */
const SEARCHES = 10;
const SEARCH_WINDOW_MS = WINDOW_MS + 100;

const fields: Provider["fields"] = {
  account: { name: "name", domain: "website" },
  contact: {
    first_name: "first_name",
    last_name: "last_name",
    email: "email",
    phone: "phone",
    title: "job_title",
    account_id: "org_id",
  },
  deal: {
    name: "title",
    amount: "value",
    stage: "stage_id",
    close_date: "expected_close_date",
    account_id: "org_id",
  },
  owner: { name: "name", email: "email", active: "active_flag" },
  activity: {
    subject: "subject",
    type: "type",
    due: "due_date",
    done: "done",
    body: "note",
    contact_id: "person_id",
    account_id: "org_id",
    deal_id: "deal_id",
  },
  lead: {
    first_name: "person_first_name",
    last_name: "person_last_name",
    email: "person_email",
    phone: "person_phone",
    company: "organization_name",
  },
};

export const pipedrive: Provider = {
  id: "pipedrive",
  // A deal has one person beside those who merely take part in it.
  optional: { deal: { contact_ids: "person_id" } },
  label: "Pipedrive",
  limits: {
    concurrency: 4,
    // There are no batches; this is how many writes one push takes on.
    batch: 20,
    windows: [
      // The smallest plan's figure for apps; headers tell the real one.
      { name: "two seconds", max: 80, windowMs: WINDOW_MS, applies: () => true },
      // A little longer, so that what headers tell of one window is not taken for the other one.
      { name: "search", max: SEARCHES - 1, windowMs: SEARCH_WINDOW_MS, applies: isSearch },
    ],
    // Lists know a record at once, and `find` looks there, too.
    lookupLagMs: 5_000,
    timeoutMs: 30_000,
  },
  hosts: HOSTS,
  objects: {
    account: "organizations",
    contact: "persons",
    deal: "deals",
    lead: "leads",
    activity: "activities",
    owner: USERS,
  },
  fields,
  pkce: false,
  authorizeUrl,
  exchange,
  refresh,
  revoke,
  observe,
  connect,
  calls: (work) =>
    work.object === "owner"
      ? userCalls(work)
      : calls(work, shapeOf(work.object), Object.values(fields[work.object] ?? {})),
  recordUrl(_identity, token, object, externalId) {
    const page = shapeOf(object)?.page;
    // A note has no page of its own.
    if (page === undefined || isNote(externalId) || token === null || token.instanceUrl === null) return null;
    return `${token.instanceUrl}/${page}/${encodeURIComponent(externalId)}`;
  },
  // The list of persons or organizations: there … > Restore data opens the bin, which has no address that Pipedrive promises.
  binUrl(_identity, token, object) {
    const type = shapeOf(object)?.type;
    const listed = type === "persons" || type === "organizations" ? `${type}/list` : "persons/list";
    return type === undefined || !token?.instanceUrl ? null : `${token.instanceUrl}/${listed}`;
  },
  rightWords(asked, identity) {
    const shape = shapeOf(asked.object);
    return shape === null ? null : rightWords(asked, shape, identity);
  },
};

/** All of these headers may be missing: those of the day often are. */
function observe(response: HttpResponse): { usage: Usage | null; retryAfterMs: number | null } {
  const number = (name: string): number | null => {
    const value = Number(response.headers[name] || Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  const [max, remaining] = [number("x-ratelimit-limit"), number("x-ratelimit-remaining")];
  // A search may tell of its own window, under the same names.
  const windowMs = max !== null && max <= SEARCHES ? SEARCH_WINDOW_MS : WINDOW_MS;
  const burst = max === null || remaining === null ? null : { limit: max, remaining, windowMs };
  const [limit, left] = [number("x-daily-ratelimit-token-limit"), number("x-daily-ratelimit-token-remaining")];
  const daily = limit === null || left === null ? null : { used: limit - left, limit, resetAt: null };
  const usage = burst === null && daily === null ? null : { burst, daily };
  return { usage, retryAfterMs: response.status >= 400 ? waitOf(response) : null };
}

function connect(session: Session): Crm {
  const client = openClient(session);
  const fieldsOf = (object: ObjectName): readonly string[] => session.fields[object] ?? [];
  const known = (object: ObjectName): Shape => shapeFor(shapeNamed(object), fieldsOf(object));
  const usual: Listed = {
    // No call of Pipedrive tells how many records there are.
    count: async () => null,
    describe: async (object) => describe(client, session, known(object)),
    changes: async (object, cursor) => changes(client, session, known(object), cursor),
    read: async (object, ids) => read(client, known(object), fieldsOf(object), ids),
    find: async (object, by, values) =>
      find(client, known(object), fieldsOf(object), { by, values, now: session.now() }),
    push: async (object, writes) => push(client, known(object), writes),
  };
  const of = (object: ObjectName): Listed => {
    if (object === "owner") return usersOf(client, fieldsOf(object));
    return object === "activity" ? { ...usual, ...activitiesOf(client, session, known(object)) } : usual;
  };
  return {
    identity: () => identity(client, session),
    describe: (object) => of(object).describe(object),
    count: (object) => of(object).count(object),
    changes: (object, cursor) => of(object).changes(object, cursor),
    read: (object, ids) => of(object).read(object, ids),
    find: (object, by, values) => of(object).find(object, by, values),
    push: (object, writes) => of(object).push(object, writes),
    // Users are never deleted.
    gone: async (object, ids) => (object === "owner" ? [] : vanished(client, shapeNamed(object), ids)),
    // Only answers tell how much of the day's budget is used.
    usage: async () => null,
  };
}

/** Pipedrive has no objects of the user's own. */
function shapeNamed(object: ObjectName): Shape {
  const shape = shapeOf(object);
  if (shape === null) throw new CrmError(plain("SCHEMA_OBJECT_MISSING", `Pipedrive has no object for "${object}"`));
  return shape;
}

async function identity(client: Client, session: Session): Promise<Identity> {
  const me = await client.me();
  const id = isRow(me) ? idOf(me.company_id) : null;
  if (!isRow(me) || id === null) throw new CrmError(malformed("Pipedrive does not tell the company's id", false));
  return {
    id,
    name: textOf(me, "company_name") || textOf(me, "company_domain") || `Pipedrive company ${id}`,
    // A developer's sandbox is a company like any other.
    sandbox: false,
    user: textOf(me, "email") || textOf(me, "name"),
    scopes: session.token.scopes,
  };
}

async function describe(client: Client, session: Session, shape: Shape): Promise<Schema> {
  const fields = await client.fields(shape.fieldsPath);
  const isDeal = shape.type === "deals";
  return toSchema({
    shape,
    fields,
    stages: isDeal ? await optional(client.stages()) : null,
    pipelines: isDeal ? await optional(client.pipelines()) : null,
    scopes: session.token.scopes,
  });
}

/** Not every user may read stages and pipelines; null = not to be had. */
async function optional<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CrmError && (error.trouble.status === 403 || error.trouble.status === 404)) return null;
    throw error;
  }
}
