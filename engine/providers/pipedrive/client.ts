import { CrmError, type Session } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { apiUrl } from "./hosts.ts";
import type { Shape } from "./shapes.ts";
import { send } from "./transport.ts";
import { instant, isRow, listOf, oldInstant, type Row } from "./values.ts";

/** One page of a list; `next` is Pipedrive's own place for the page after it, null at the end. */
export interface Listed {
  readonly rows: readonly unknown[];
  readonly next: string | null;
}

interface Wanted {
  /** Changed at this moment or later (whole seconds); null = whenever. */
  readonly since?: number | null;
  readonly sort: "id" | "update_time";
  readonly descending?: boolean;
  readonly limit: number;
  readonly next: string | null;
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

/** Every call to Pipedrive's API that there is: all paths are in this file and in shapes.ts. */
export type Client = ReturnType<typeof openClient>;

export function openClient(session: Session) {
  const { app, token, request } = session;
  const url = apiUrl(app, token);
  const call = (method: string, path: string, query: Query = {}, body: unknown = null): Promise<Row> => {
    const asked = Object.entries(query).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, String(value)]],
    );
    const search = asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`;
    const authorization = `Bearer ${token.accessToken}`;
    const headers = { authorization, accept: "application/json" };
    return send(request, {
      method,
      url: url + path + search,
      headers: body === null ? headers : { ...headers, "content-type": "application/json" },
      body: body === null ? null : JSON.stringify(body),
    });
  };

  return {
    /** At most 500 a page. v1 pages by offset and has one sort text. */
    list: async (path: string, { since = null, sort, descending = false, limit, next }: Wanted): Promise<Listed> => {
      const way = descending ? "desc" : "asc";
      const updated = since === null ? null : instant(since);
      const query = isOld(path)
        ? { updated_since: updated, sort: `${sort} ${way.toUpperCase()}`, limit, start: next ?? 0 }
        : { updated_since: updated, sort_by: sort, sort_direction: way, limit, cursor: next };
      return listed(await call("GET", path, query));
    },

    /** At most 100, in no order; missing and deleted ones are left out. */
    byIds: async (path: string, ids: readonly string[]): Promise<readonly unknown[]> =>
      listed(await call("GET", path, { ids: ids.join(","), limit: ids.length })).rows,

    one: async (path: string, id: string): Promise<unknown> =>
      (await call("GET", `${path}/${encodeURIComponent(id)}`)).data,

    /** Leads of a person or an organization. */
    leadsOf: async (by: "person_id" | "organization_id", id: string): Promise<readonly unknown[]> =>
      listed(await call("GET", "/api/v1/leads", { [by]: id, limit: 500, start: 0 })).rows,

    /** Ids of what the search index knows; it learns of a new record only after a while. */
    search: async (
      type: string,
      asked: { readonly term: string; readonly fields: string; readonly exact: boolean; readonly next: string | null },
    ): Promise<Listed> => {
      const { term, fields, exact, next } = asked;
      const query = { term, fields, exact_match: String(exact), limit: 100, cursor: next };
      const told = await call("GET", `/api/v2/${type}/search`, query);
      const items = isRow(told.data) ? listOf(told.data.items) : [];
      return { rows: items.map(hitIn), next: nextOf(told) };
    },

    /** Looks through one field of all records, also one that the common search does not look into. */
    searchField: async (
      shape: Shape,
      asked: { readonly field: string; readonly term: string; readonly next: string | null },
    ): Promise<Listed> => {
      const { field, term, next } = asked;
      const query = { entity_type: shape.single, field, term, match: "middle", limit: 500, cursor: next };
      const { rows, next: after } = listed(await call("GET", "/api/v2/itemSearch/field", query));
      return { rows: rows.map(hitIn), next: after };
    },

    create: (shape: Shape, body: Row): Promise<Row> => call("POST", shape.path, {}, body),
    update: (shape: Shape, id: string, body: Row): Promise<Row> =>
      call(shape.type === "notes" ? "PUT" : "PATCH", `${shape.path}/${encodeURIComponent(id)}`, {}, body),
    remove: (shape: Shape, id: string): Promise<Row> => call("DELETE", `${shape.path}/${encodeURIComponent(id)}`),

    /** What changed lately, the deleted and merged ones among it; in the order of time. */
    recents: async (single: string, since: number, next: string | null): Promise<Listed> =>
      listed(
        await call("GET", "/api/v1/recents", {
          since_timestamp: oldInstant(since),
          items: single,
          start: next ?? 0,
          limit: 500,
        }),
      ),

    fields: async (path: string): Promise<readonly unknown[]> => {
      const rows: unknown[] = [];
      let next: string | null = null;
      do {
        const page: Listed = listed(await call("GET", path, { limit: 500, cursor: next }));
        rows.push(...page.rows);
        next = page.next;
      } while (next !== null);
      return rows;
    },
    stages: async () => listed(await call("GET", "/api/v2/stages", { limit: 500 })).rows,
    pipelines: async () => listed(await call("GET", "/api/v2/pipelines", { limit: 500 })).rows,
    users: async () => listed(await call("GET", "/api/v1/users")).rows,
    me: async () => (await call("GET", "/api/v1/users/me")).data,
  };
}

function isOld(path: string): boolean {
  return path.startsWith("/api/v1/");
}

/** A list that is empty may be null in v1. */
function listed(told: Row): Listed {
  const { data } = told;
  if (!Array.isArray(data) && !(data === null && "data" in told))
    throw new CrmError(malformed("Pipedrive's list holds no rows", false));
  return { rows: listOf(data), next: nextOf(told) };
}

/** A hit of a search is a score and what was found. */
function hitIn(hit: unknown): unknown {
  return isRow(hit) && isRow(hit.item) ? hit.item : hit;
}

/** v2 has an opaque cursor, v1 the number of the next row. */
function nextOf(told: Row): string | null {
  const more = isRow(told.additional_data) ? told.additional_data : {};
  if (typeof more.next_cursor === "string" && more.next_cursor !== "") return more.next_cursor;
  const paging = isRow(more.pagination) ? more.pagination : {};
  if (paging.more_items_in_collection !== true) return null;
  return typeof paging.next_start === "number" ? String(paging.next_start) : null;
}
