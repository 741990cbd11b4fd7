import { z } from "zod";
import { reason, type StoredRecord, type Target, type WriteResult } from "../../engine/index.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { ifMatch, isoOrNull, limit, readBody, readQuery } from "./read.ts";
import { Refusal, refusalOf } from "./refusal.ts";
import type { ApiAnswer, ApiRoute, Asked, Desk } from "./route.ts";
import { type FieldTypes, givenFields, linkedRecordShape, listOf, recordShape, removed, written } from "./shapes.ts";

const page = z.object({ limit, cursor: z.string().optional() });
const nothing = z.object({});
const given = (types: FieldTypes) => z.strictObject({ fields: givenFields(types) });
const posted = (types: FieldTypes) =>
  z.strictObject({ fields: givenFields(types), by: z.enum(["match", "new"]).default("match") });
const putRefuses = ["FIELD_UNKNOWN", "VALUE_WRONG", "VERSION_STALE", "BODY_WRONG", "HEADER_WRONG"] as const;

export const recordRoutes: readonly ApiRoute[] = [
  {
    method: "GET",
    path: "/v1/records/:object",
    role: "viewer",
    id: "list",
    summary: "Lists records by id. FIELD=value, FIELD[gt]=value and their like choose some of them.",
    query: page,
    filters: true,
    answers: { 200: (types) => listOf("records", recordShape(types)) },
    refuses: ["QUERY_WRONG"],
    run: list,
  },
  {
    method: "POST",
    path: "/v1/records/:object",
    role: "operator",
    id: "write",
    summary: "Writes the record that has the same match key, or a new one; by=new always makes a new one.",
    request: posted,
    answers: { 200: () => written, 201: () => written },
    refuses: ["FIELD_UNKNOWN", "VALUE_WRONG", "BODY_WRONG", "MATCH_AMBIGUOUS"],
    run: async (asked, desk) => {
      const { fields, by } = readBody(posted(asked.types), asked.body);
      return write({ by }, fields, asked, desk);
    },
  },
  {
    method: "GET",
    path: "/v1/records/:object/:id",
    role: "viewer",
    id: "read",
    summary: "Reads a record, with its links to the CRMs.",
    answers: { 200: linkedRecordShape },
    refuses: ["NOT_FOUND"],
    run: (asked, desk) => read(asked.params.id ?? "", asked, desk),
  },
  {
    method: "PUT",
    path: "/v1/records/:object/:id",
    role: "operator",
    id: "writeById",
    summary: "Writes the given fields of the record with this id, or makes it.",
    versioned: true,
    request: given,
    answers: { 200: () => written, 201: () => written },
    refuses: [...putRefuses, "ID_WRONG"],
    run: async (asked, desk) => {
      const { fields } = readBody(given(asked.types), asked.body);
      return write({ by: "id", id: asked.params.id ?? "" }, fields, asked, desk);
    },
  },
  {
    method: "DELETE",
    path: "/v1/records/:object/:id",
    role: "operator",
    id: "remove",
    summary: "Deletes a record here; whether that travels to the CRMs is configured.",
    versioned: true,
    answers: { 200: () => removed },
    refuses: ["NOT_FOUND", "VERSION_STALE", "HEADER_WRONG"],
    run: remove,
  },
  {
    method: "GET",
    path: "/v1/records/:object/by/:connection/:externalId",
    role: "viewer",
    id: "readByExternalId",
    summary: "Reads the record that is linked to a CRM's.",
    answers: { 200: linkedRecordShape },
    refuses: ["NOT_LINKED", "CONNECTION_UNKNOWN"],
    run: async (asked, desk) => {
      const { connection, externalId } = external(asked, desk);
      const id = await desk.engine.records.idOf(asked.object, connection, externalId);
      if (id === null)
        throw refusalOf("NOT_LINKED", `no record of ours is linked to this id on ${connection}`, "externalId");
      return read(id, asked, desk);
    },
  },
  {
    method: "PUT",
    path: "/v1/records/:object/by/:connection/:externalId",
    role: "operator",
    id: "writeByExternalId",
    summary: "Writes the given fields of the record that is linked to a CRM's.",
    versioned: true,
    request: given,
    answers: { 200: () => written, 201: () => written },
    refuses: [...putRefuses, "NOT_LINKED", "CONNECTION_UNKNOWN"],
    run: async (asked, desk) => {
      const { fields } = readBody(given(asked.types), asked.body);
      return write({ by: "external", ...external(asked, desk) }, fields, asked, desk);
    },
  },
];

async function list({ object, query, types }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  const { params, filters } = readQuery(page, query, types);
  const place = readCursor(`records ${object}`, params.cursor, [z.string()]);
  const found = await engine.records.list(object, filters, { after: place?.[0] ?? null, limit: params.limit + 1 });
  const records = found.slice(0, params.limit);
  const last = records.at(-1);
  const more = found.length > params.limit && last !== undefined;
  const next = more ? writeCursor(`records ${object}`, [last.id]) : null;
  return { status: 200, body: { records: records.map(told), next } };
}

async function read(id: string, { object, query }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  readQuery(nothing, query);
  const record = await engine.records.read(object, id);
  if (record === null) throw refusalOf("NOT_FOUND", `there is no ${object} of this id`, "id");
  const links = record.links.map((link) => ({ ...link, syncedAt: isoOrNull(link.syncedAt) }));
  return { status: 200, body: { ...told(record), links }, headers: { etag: `"${record.version}"` } };
}

export async function write(
  target: Target,
  fields: Readonly<Record<string, string | number | boolean | null | undefined>>,
  { object, query, headers }: Asked,
  { engine }: Desk,
): Promise<ApiAnswer> {
  readQuery(nothing, query);
  const version = ifMatch(headers["if-match"]);
  const present = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  const [result] = await engine.records.write(object, [{ target, fields: Object.fromEntries(present), version }]);
  const { id, version: now, outcome, unmapped = [] } = right(result);
  const created = outcome === "created";
  const notices = unmapped.map((field) => ({
    reason: "SCHEMA_UNMAPPED",
    field,
    message: reason("SCHEMA_UNMAPPED").says,
  }));
  const body = { id, version: now, outcome, ...(notices.length > 0 ? { notices } : {}) };
  const answered = { etag: `"${now}"` };
  if (!created) return { status: 200, body, headers: answered };
  return { status: 201, body, headers: { ...answered, location: `/v1/records/${object}/${encodeURIComponent(id)}` } };
}

async function remove({ object, params, query, headers }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  readQuery(nothing, query);
  const result = right(await engine.records.remove(object, params.id ?? "", ifMatch(headers["if-match"])));
  return { status: 200, body: { id: result.id, version: result.version, outcome: "deleted" } };
}

function right(result: WriteResult | undefined): WriteResult & { ok: true } {
  if (result === undefined) throw new Error("a write was not answered");
  if (!result.ok) throw refusalOf(result.code, result.detail, result.field);
  return result;
}

function external({ params }: Asked, { engine }: Desk): { readonly connection: string; readonly externalId: string } {
  const { connection = "", externalId = "" } = params;
  const known = engine.settings.connections.map((one) => one.name);
  if (!known.includes(connection))
    throw new Refusal("CONNECTION_UNKNOWN", `There is no such connection. Known: ${known.join(", ")}.`, {
      field: "connection",
    });
  return { connection, externalId };
}

function told({ id, version, updatedAt, fields }: StoredRecord) {
  return { id, version, updatedAt: isoOrNull(updatedAt), fields };
}
