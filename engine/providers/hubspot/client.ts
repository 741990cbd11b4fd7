import { CrmError, type Session } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { isRow, listOf, textOf } from "./records.ts";
import { sdk } from "./sdk.ts";
import { apiUrl, form, jsonOf, send } from "./transport.ts";

interface Listed {
  readonly results: readonly unknown[];
  /** Where the next page begins; null at the end. */
  readonly after: string | null;
}

export interface Batch {
  readonly results: readonly unknown[];
  /** Inputs that were refused (a 207). */
  readonly errors: readonly unknown[];
}

export interface Condition {
  readonly property: string;
  readonly operator: "EQ" | "GT" | "GTE" | "IN";
  readonly value: string | readonly string[];
}

interface Find {
  readonly where: readonly Condition[];
  readonly sort: string;
  readonly descending?: boolean;
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after?: string;
}

/** One input of a batch write; `trace` comes back with its result and makes a batch fail row by row. */
interface Input {
  readonly trace: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly idProperty?: string;
  readonly associations?: readonly { readonly to: string; readonly types: readonly number[] }[];
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly types: readonly number[];
}

/** Every call to HubSpot that there is: all paths and the SDK are in this file. */
export type Client = ReturnType<typeof openClient>;

export function openClient(session: Session) {
  const { app, token, request } = session;
  const url = apiUrl(app);
  const { BasicApi, BatchApi, createConfiguration, ResponseContext, SearchApi, ServerConfiguration, wrapHttpLibrary } =
    sdk();
  const config = createConfiguration({
    baseServer: new ServerConfiguration(url, {}),
    authMethods: { oauth2: { accessToken: token.accessToken } },
    httpApi: wrapHttpLibrary({
      send: async (context) => {
        const body = context.getBody();
        const answer = await send(request, {
          method: context.getHttpMethod(),
          url: context.getUrl(),
          headers: context.getHeaders(),
          body: typeof body === "string" ? body : null,
        });
        // Only what is known to be JSON comes this far, and the SDK refuses answers without a type.
        const headers = { ...answer.headers, "content-type": "application/json" };
        return new ResponseContext(answer.status, headers, {
          text: async () => answer.body,
          binary: async () => Buffer.from(answer.body),
        });
      },
    }),
  });
  const basic = new BasicApi(config);
  const batch = new BatchApi(config);
  const search = new SearchApi(config);
  const call = async (method: string, path: string, body: unknown = null): Promise<unknown> =>
    jsonOf(
      await send(request, {
        method,
        url: url + path,
        headers: { authorization: `Bearer ${token.accessToken}`, "content-type": "application/json" },
        body: body === null ? null : JSON.stringify(body),
      }),
    );

  return {
    /** At most 100, in the order of ids; each with its associations to the types of `to`, where some are asked for. */
    list: async (
      type: string,
      after: string | null,
      properties: readonly string[],
      archived: boolean,
      to: readonly string[] = [],
    ): Promise<Listed> => {
      const linked = to.length === 0 ? undefined : [...to];
      const page = () => basic.getPage(type, 100, after ?? undefined, [...properties], undefined, linked, archived);
      const told = listed(await read(page));
      return linked === undefined ? told : { ...told, results: told.results.map(withAssociations) };
    },

    /** At most 200 and, over all pages of one search, 10,000. */
    search: async (type: string, find: Find): Promise<Listed & { readonly total: number }> => {
      const told = await read(() => search.doSearch(type, searchBody(find)));
      return { ...listed(told), total: isRow(told) && typeof told.total === "number" ? told.total : 0 };
    },

    /** At most 100, never from the search index; missing ones are left out. */
    read: async (
      type: string,
      ids: readonly string[],
      properties: readonly string[],
      idProperty?: string,
      archived?: true,
    ): Promise<Batch> => {
      const inputs = ids.map((id) => ({ id }));
      const body = {
        inputs,
        properties: [...properties],
        propertiesWithHistory: [],
        ...(idProperty && { idProperty }),
      };
      return batched(await read(() => batch.read(type, body, archived)));
    },

    create: (type: string, inputs: readonly Input[]): Promise<Batch> =>
      write(() => batch.create(type, { inputs: inputs.map(createInput) })),
    update: (type: string, inputs: readonly Input[]): Promise<Batch> =>
      write(() => batch.update(type, { inputs: inputs.map(changeInput) })),
    upsert: (type: string, inputs: readonly Input[]): Promise<Batch> =>
      write(() => batch.upsert(type, { inputs: inputs.map(changeInput) })),
    archive: async (type: string, ids: readonly string[]): Promise<void> => {
      await batch.archive(type, { inputs: ids.map((id) => ({ id })) });
    },

    link: async (from: string, to: string, links: readonly Link[]): Promise<Batch> => {
      const inputs = links.map((link) => ({
        from: { id: link.from },
        to: { id: link.to },
        types: typesOf(link.types),
      }));
      return write(() => call("POST", `/crm/v4/associations/${from}/${to}/batch/create`, { inputs }));
    },
    unlink: async (from: string, to: string, pairs: readonly Omit<Link, "types">[]): Promise<void> => {
      const inputs = pairs.map((pair) => ({ from: { id: pair.from }, to: [{ id: pair.to }] }));
      await call("POST", `/crm/v4/associations/${from}/${to}/batch/archive`, { inputs });
    },

    /** What each record is associated with; records without any are among the errors. */
    linked: async (
      from: string,
      to: string,
      inputs: readonly { readonly id: string; readonly after?: string }[],
    ): Promise<Batch> => {
      return batched(await call("POST", `/crm/v4/associations/${from}/${to}/batch/read`, { inputs }));
    },

    pipelines: (type: string) => call("GET", `/crm/v3/pipelines/${encodeURIComponent(type)}`),
    properties: (type: string) => call("GET", `/crm/v3/properties/${encodeURIComponent(type)}?archived=false`),
    /** At most 500; those who have left are listed apart. */
    owners: async (archived: boolean, after: string | null): Promise<Listed> =>
      listed(
        await call("GET", `/crm/v3/owners?limit=500&archived=${archived}${after === null ? "" : `&after=${after}`}`),
      ),
    schema: (type: string) => call("GET", `/crm-object-schemas/v3/schemas/${encodeURIComponent(type)}`),
    account: () => call("GET", "/account-info/v3/details"),
    dailyUse: () => call("GET", "/account-info/v3/api-usage/daily/private-apps"),
    introspect: async () => {
      const fields = { client_id: app.clientId, client_secret: app.clientSecret, token: token.accessToken };
      return jsonOf(
        await send(request, form(`${url}/oauth/v3/token/introspect`, { ...fields, token_type_hint: "access_token" })),
      );
    },
  };
}

function searchBody({ where, sort, descending, properties, limit, after }: Find) {
  const { FilterOperatorEnum } = sdk();
  const filters = where.map(({ property, operator, value }) => ({
    propertyName: property,
    operator: FilterOperatorEnum[OPERATORS[operator]],
    ...(typeof value === "string" ? { value } : { values: [...value] }),
  }));
  // The API document says text, the guide and the service say objects.
  const sorts = [{ propertyName: sort, direction: descending === true ? "DESCENDING" : "ASCENDING" }];
  return {
    filterGroups: filters.length === 0 ? [] : [{ filters }],
    sorts: sorts as unknown as string[],
    properties: [...properties],
    limit,
    ...(after !== undefined && { after }),
  };
}

const OPERATORS = { EQ: "Eq", GT: "Gt", GTE: "Gte", IN: "In" } as const;

function createInput({ trace, properties, associations }: Input) {
  const links = (associations ?? []).map(({ to, types }) => ({ to: { id: to }, types: typesOf(types) }));
  return { objectWriteTraceId: trace, properties: { ...properties }, associations: links };
}

function changeInput({ trace, id, properties, idProperty }: Input) {
  return {
    objectWriteTraceId: trace,
    id,
    properties: { ...properties },
    ...(idProperty !== undefined && { idProperty }),
  };
}

function typesOf(ids: readonly number[]) {
  const { AssociationSpecAssociationCategoryEnum } = sdk();
  return ids.map((associationTypeId) => ({
    associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined,
    associationTypeId,
  }));
}

/** A record without any is told without the list. */
function withAssociations(row: unknown): unknown {
  return isRow(row) ? { ...row, associations: isRow(row.associations) ? row.associations : {} } : row;
}

/** What the SDK itself cannot make sense of is an answer that cannot be read. */
async function read(call: () => Promise<unknown>, isWrite = false): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CrmError) throw error;
    throw new CrmError(malformed("HubSpot's answer is not what its API promises", isWrite), error);
  }
}

async function write(call: () => Promise<unknown>): Promise<Batch> {
  return batched(await read(call, true), true);
}

function batched(told: unknown, isWrite = false): Batch {
  if (!isRow(told) || !Array.isArray(told.results))
    throw new CrmError(malformed("HubSpot's answer to a batch holds no results", isWrite));
  return { results: told.results, errors: listOf(told.errors) };
}

function listed(told: unknown): Listed {
  if (!isRow(told) || !Array.isArray(told.results))
    throw new CrmError(malformed("HubSpot's list holds no results", false));
  const paging = isRow(told.paging) ? told.paging : {};
  const next = isRow(paging.next) ? paging.next : {};
  return { results: told.results, after: textOf(next, "after") || null };
}
