import { CrmError, type Session } from "../../provider.ts";
import type { Fields } from "../../record.ts";
import { malformed, plain } from "../../trouble.ts";
import { type Jobs, openJobs } from "./bulk-client.ts";
import { trustedOrigin } from "./hosts.ts";
import { isRow } from "./records.ts";
import { sdk } from "./sdk.ts";
import { send, transport } from "./transport.ts";

/** Pinned: jsforce's own default is years old, and answers change with the version. */
const VERSION = "62.0";
const DATA = `/services/data/v${VERSION}`;

export interface QueryAnswer {
  readonly rows: readonly unknown[];
  readonly total: number;
  /** Path of the next part; null at the end. Never a host: answers do not choose where the token goes. */
  readonly next: string | null;
}

type SaveRecord = Record<string, string | number | boolean | null>;

export interface Client {
  query(soql: string): Promise<QueryAnswer>;
  /** Sees deleted rows too. */
  queryAll(soql: string): Promise<QueryAnswer>;
  more(path: string): Promise<QueryAnswer>;
  /** At most 2,000 ids; a missing record is null. */
  retrieve(type: string, ids: readonly string[], fields: readonly string[]): Promise<readonly unknown[]>;
  describe(type: string): Promise<unknown>;
  limits(): Promise<unknown>;
  readonly jobs: Jobs;
  /** The signed-in user, from the identity address; the token travels in the header only. */
  whoami(): Promise<Readonly<Record<string, unknown>>>;
  /** At most 200 records each; one result per record, in order. `anyway` = although a duplicate rule warns. */
  create(type: string, records: readonly SaveRecord[], anyway?: boolean): Promise<readonly unknown[]>;
  update(
    type: string,
    records: readonly { readonly id: string; readonly fields: Fields }[],
    anyway?: boolean,
  ): Promise<readonly unknown[]>;
  upsert(type: string, field: string, records: readonly SaveRecord[], anyway?: boolean): Promise<readonly unknown[]>;
  destroy(type: string, ids: readonly string[]): Promise<readonly unknown[]>;
  /**
   * One create, or an upsert when a key is given, or an update of an id: the only form whose refusal tells what a
   * duplicate rule found. An update that was taken answers nothing.
   */
  saveOne(type: string, record: SaveRecord, where: Place | null): Promise<unknown>;
}

/** What a single write is aimed at: a field of unique values, or the record's own id. */
export type Place = { readonly field: string; readonly value: string } | { readonly id: string };

export function openClient(session: Session): Client {
  const { token, app } = session;
  if (token.instanceUrl === null)
    throw new CrmError(plain("DATA_MALFORMED", "the stored sign-in does not say where Salesforce is"));
  const { Connection } = sdk();
  const host = trustedOrigin(token.instanceUrl, app.loginUrl);
  const conn = new Connection({
    instanceUrl: host,
    accessToken: token.accessToken,
    version: VERSION,
    logLevel: "NONE",
    // Marks our writes in Salesforce's change events.
    callOptions: { client: "crmsync" },
  });
  conn._transport = transport(session.request) as unknown as typeof conn._transport;

  const get = (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
    conn.request({ method: "GET", url: path, headers });
  const select = (path: string): Promise<QueryAnswer> =>
    get(path, { "sforce-query-options": "batchSize=2000" }).then(queryAnswer);
  // A duplicate rule then tells which record it found. It asks for leave only when it warns; one that blocks goes on to.
  const saving = (anyway = false) => ({
    headers: {
      "sforce-duplicate-rule-header": `allowSave=${anyway}; includeRecordDetails=true; runAsCurrentUser=true`,
    },
  });

  return {
    query: (soql) => select(`${DATA}/query?q=${encodeURIComponent(soql)}`),
    queryAll: (soql) => select(`${DATA}/queryAll?q=${encodeURIComponent(soql)}`),
    more: (path) => select(path),
    retrieve: async (type, ids, fields) => rows(await conn.retrieve(type, [...ids], { fields: [...fields] }), false),
    describe: (type) => get(`${DATA}/sobjects/${encodeURIComponent(type)}/describe`),
    limits: () => get(`${DATA}/limits`),
    jobs: openJobs(DATA, ({ method, path, accept, body }) =>
      send(session.request, {
        method,
        url: `${host}${path}`,
        headers: {
          authorization: `Bearer ${token.accessToken}`,
          "sforce-call-options": "client=crmsync",
          accept,
          ...(body !== null && { "content-type": "application/json" }),
        },
        body: body === null ? null : JSON.stringify(body),
      }),
    ),
    whoami: async () => {
      const root = await get(DATA);
      const address = isRow(root) ? root.identity : undefined;
      if (typeof address !== "string") throw garbage("the version resource names no identity address", false);
      const origin = trustedOrigin(address, app.loginUrl);
      const who = await get(`${origin}${new URL(address).pathname}?format=json`);
      if (!isRow(who)) throw garbage("the identity answer is not an object", false);
      return who;
    },
    create: async (type, records, anyway) => rows(await conn.create(type, [...records], saving(anyway)), true),
    // Not by jsforce's own method, which copies each record twice on the way to the same body.
    update: async (type, records, anyway) => {
      const attributes = { type };
      const all = records.map(({ id, fields }) => ({ attributes, id, ...fields }));
      const headers = { ...saving(anyway).headers, "content-type": "application/json" };
      const body = JSON.stringify({ allOrNone: false, records: all });
      return rows(await conn.request({ method: "PATCH", url: `${DATA}/composite/sobjects`, headers, body }), true);
    },
    upsert: async (type, field, records, anyway) =>
      rows(await conn.upsert(type, [...records], field, saving(anyway)), true),
    destroy: async (type, ids) => rows(await conn.destroy(type, [...ids]), true),
    saveOne: (type, record, where) =>
      conn.request({
        method: where === null ? "POST" : "PATCH",
        url: `${DATA}/sobjects/${type}${where === null ? "" : pathOf(where)}`,
        headers: { ...saving().headers, "content-type": "application/json" },
        body: JSON.stringify(record),
      }),
  };
}

function pathOf(where: Place): string {
  return "id" in where ? `/${encodeURIComponent(where.id)}` : `/${where.field}/${encodeURIComponent(where.value)}`;
}

function queryAnswer(told: unknown): QueryAnswer {
  if (!isRow(told) || !Array.isArray(told.records)) throw garbage("a query's answer holds no records", false);
  const next = told.nextRecordsUrl;
  const path = typeof next === "string" ? new URL(next, "https://host.invalid").pathname : null;
  return {
    rows: told.records,
    total: typeof told.totalSize === "number" ? told.totalSize : told.records.length,
    next: path?.startsWith("/services/data/") === true ? path : null,
  };
}

function rows(told: unknown, write: boolean): readonly unknown[] {
  if (!Array.isArray(told)) throw garbage("a collection's answer is not a list", write);
  return told;
}

function garbage(what: string, write: boolean): CrmError {
  return new CrmError(malformed(`Salesforce's answer cannot be read: ${what}`, write));
}
