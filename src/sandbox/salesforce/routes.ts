import type { Answer, Caller } from "../crm/crm.ts";
import { counted } from "../crm/crm.ts";
import { quota } from "../crm/limits.ts";
import { batch } from "./batch.ts";
import { bulkQuery, jobsLeft } from "./bulk.ts";
import { deleteMany, readMany, upsertMany, writeMany } from "./collections.ts";
import { describe, describeGlobal, schemaOf } from "./describe.ts";
import { answer, notFound } from "./errors.ts";
import { query, queryMore } from "./query.ts";
import { create, notAllowed, one, oneByExternalId } from "./records.ts";
import { deleted, updated } from "./replication.ts";
import type { Salesforce } from "./state.ts";

/** What stands below `/services/data/vNN.0`; the caller is known and counted. */
export function apiAnswer(crm: Salesforce, caller: Caller, version: string, path: readonly string[]): Answer {
  const [resource, first, second, third] = path;
  const { method } = caller.request;
  switch (resource) {
    case undefined:
      return resources(caller, version);
    case "limits":
      return limits(crm, caller);
    case "query":
      return first === undefined ? query(crm, caller, version, false) : queryMore(crm, caller, version, first);
    case "queryAll":
      return first === undefined ? query(crm, caller, version, true) : queryMore(crm, caller, version, first);
    case "jobs":
      return first === "query" ? bulkQuery(crm, caller, version, path.slice(2)) : notFound();
    case "sobjects":
      return sobjects(caller, version, path.slice(1));
    case "composite":
      if (first === "batch" && method === "POST") {
        return batch(caller, (part, rest) => apiAnswer(crm, part, version, rest));
      }
      if (first !== "sobjects") return notFound();
      if (third !== undefined) return method === "PATCH" ? upsertMany(caller, second ?? "", third) : notAllowed();
      if (second !== undefined) return method === "POST" ? readMany(caller, version, second) : notAllowed();
      if (method === "DELETE") return deleteMany(caller);
      return method === "POST" || method === "PATCH" ? writeMany(caller) : notAllowed();
    default:
      return notFound();
  }
}

function sobjects(caller: Caller, version: string, path: readonly string[]): Answer {
  const [type, first, value] = path;
  const { method } = caller.request;
  if (type === undefined) return describeGlobal(caller, version);
  if (first === "describe" && value === undefined) return describe(caller, version, type);
  const table = caller.account.tables.get(type);
  if (table === undefined || schemaOf(caller, type) === null) return notFound();
  if (first === undefined) return method === "POST" ? create(caller, type) : notAllowed();
  if (first === "deleted" && method === "GET") return deleted(caller, table);
  if (first === "updated" && method === "GET") return updated(caller, table);
  if (value !== undefined) return oneByExternalId(caller, version, type, first, value);
  return one(caller, version, type, first);
}

function resources(caller: Caller, version: string): Answer {
  const root = `/services/data/${version}`;
  const names = ["limits", "query", "queryAll", "jobs", "sobjects", "composite"];
  const identity = `${caller.request.origin}/id/${caller.account.id}/${caller.userId}`;
  return answer(200, { ...Object.fromEntries(names.map((name) => [name, `${root}/${name}`])), identity });
}

function limits(crm: Salesforce, caller: Caller): Answer {
  const daily = quota(counted(crm, caller.account)).daily;
  const max = daily?.limit ?? 0;
  const remaining = Math.max(0, max - (daily?.used ?? 0));
  const full = (Max: number) => ({ Max, Remaining: Max });
  return answer(200, {
    DailyApiRequests: { Max: max, Remaining: remaining },
    DailyBulkApiBatches: full(15_000),
    DailyBulkV2QueryJobs: jobsLeft(crm, caller),
    DailyBulkV2QueryFileStorageMB: full(976_562),
    DataStorageMB: full(1024),
    FileStorageMB: full(1024),
  });
}
