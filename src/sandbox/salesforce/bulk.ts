import { nextNumber } from "../crm/accounts.ts";
import type { Answer, Caller } from "../crm/crm.ts";
import { activeFault, numberOf, strikeFault } from "../crm/faults.ts";
import { within } from "../crm/limits.ts";
import { objectBody } from "./body.ts";
import { csv, delimiters, lineEndings } from "./bulk-csv.ts";
import { type Job, jobOf, stateOf, told } from "./bulk-job.ts";
import { answer, failure, notFound } from "./errors.ts";
import { idOf } from "./ids.ts";
import { systemSchemas } from "./objects.ts";
import { notAllowed } from "./records.ts";
import { parse, type Query } from "./soql-parse.ts";
import { type Found, run } from "./soql-run.ts";
import { SoqlError } from "./soql-tokens.ts";
import type { Salesforce } from "./state.ts";

const dayMs = 86_400_000;
const jobsPerDay = 10_000;
const partSize = 50_000;

/** `…/jobs/query[/{id}[/results]]`: query jobs of Bulk API 2.0. */
export function bulkQuery(crm: Salesforce, caller: Caller, version: string, path: readonly string[]): Answer {
  const [id, resource, more] = path;
  const { method } = caller.request;
  const now = crm.world.now();
  if (id === undefined) return method === "POST" ? make(crm, caller, version) : notAllowed();
  const job = jobOf(crm.bulk, caller.account.name, id, now);
  if (job === null || more !== undefined) return notFound();
  if (resource === "results") return method === "GET" ? results(caller, job, now) : notAllowed();
  if (resource !== undefined) return notFound();
  switch (method) {
    case "GET":
      return answer(200, told(job, version, now));
    case "PATCH":
      return abort(caller, job, version, now);
    case "DELETE":
      if (!hasEnded(job, now)) return wrongState("Can't delete a job that is not in a terminal state");
      crm.bulk.jobs.delete(id);
      return { status: 204, headers: {}, body: "" };
    default:
      return notAllowed();
  }
}

/** Jobs that may still be made today. */
export function jobsLeft(crm: Salesforce, caller: Caller): { readonly Max: number; readonly Remaining: number } {
  const fault = activeFault(crm.board, "salesforce", "bulk-limit", caller.account.name);
  const Max = fault === null ? jobsPerDay : numberOf(fault, "limit");
  const made = within(crm.bulk.made.get(caller.account.name) ?? [], crm.world.now() - dayMs);
  return { Max, Remaining: Math.max(0, Max - made) };
}

function make(crm: Salesforce, caller: Caller, version: string): Answer {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  const { operation, query, contentType = "CSV", columnDelimiter = "COMMA", lineEnding = "LF" } = body.value;
  if (operation !== "query" && operation !== "queryAll") return invalid("operation", operation);
  if (contentType !== "CSV") return invalid("contentType", contentType);
  if (!isKey(delimiters, columnDelimiter)) return invalid("columnDelimiter", columnDelimiter);
  if (!isKey(lineEndings, lineEnding)) return invalid("lineEnding", lineEnding);
  if (typeof query !== "string") return failure(400, "MALFORMED_QUERY", "A query string has to be specified");
  const found = find(caller, query, operation === "queryAll");
  if ("status" in found) return found;
  const { Max, Remaining } = jobsLeft(crm, caller);
  const { name } = caller.account;
  if (Remaining === 0) {
    strikeFault(crm.board, "salesforce", "bulk-limit", name);
    return failure(400, "LIMIT_EXCEEDED", `Max bulk v2 query jobs (${Max}) per 24 hrs has been reached`);
  }
  const createdAt = crm.world.now();
  const job: Job = {
    id: idOf("750", name === "main" ? "5Y0" : "5Z0", nextNumber(caller.account, "bulk job")),
    account: name,
    operation,
    object: found.table.schema.type,
    createdBy: caller.userId,
    createdAt,
    columnDelimiter,
    lineEnding,
    columns: found.columns,
    rows: found.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    fails: strikeFault(crm.board, "salesforce", "bulk-fail", name) !== null,
    abortedAt: null,
  };
  crm.bulk.jobs.set(job.id, job);
  crm.bulk.made.set(name, [...(crm.bulk.made.get(name) ?? []), createdAt].slice(-jobsPerDay));
  return answer(200, told(job, version, createdAt));
}

function find(caller: Caller, soql: string, all: boolean): Found | Answer {
  try {
    const query = parse(soql);
    return unsupported(query) ?? run(caller.account.tables, query, caller.crm.world.now(), all);
  } catch (problem) {
    if (problem instanceof SoqlError) return failure(400, problem.code, problem.message);
    throw problem;
  }
}

function unsupported({ count, offset, from }: Query): Answer | null {
  if (count) return failure(400, "API_ERROR", "Aggregate Relationships not supported in Bulk Query");
  if (offset > 0) return failure(400, "API_ERROR", "OFFSET is not supported in Bulk Query");
  const type = Object.keys(systemSchemas).find((each) => each.toLowerCase() === from.name.toLowerCase());
  return type === undefined
    ? null
    : failure(400, "INVALIDENTITY", `Entity '${type}' is not supported by the Bulk API.`);
}

function results(caller: Caller, job: Job, now: number): Answer {
  if (stateOf(job, now) !== "JobComplete") return wrongState("Results are only there for a job that is complete");
  const { searchParams } = new URL(caller.request.path, caller.request.origin);
  const max = Number(searchParams.get("maxRecords") ?? partSize);
  if (!Number.isInteger(max) || max < 1) return invalid("maxRecords", searchParams.get("maxRecords"));
  const locator = searchParams.get("locator");
  const start = locator === null ? 0 : placeOf(locator);
  if (start === null || start > job.rows.length) {
    return failure(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  }
  const rows = job.rows.slice(start, start + max);
  const end = start + rows.length;
  return {
    status: 200,
    headers: {
      "content-type": "text/csv",
      "sforce-locator": end < job.rows.length ? Buffer.from(String(end)).toString("base64url") : "null",
      "sforce-numberofrecords": String(rows.length),
    },
    body: csv(job.columns, rows, job),
    records: rows.length,
  };
}

function placeOf(locator: string): number | null {
  const text = Buffer.from(locator, "base64url").toString("latin1");
  return /^[1-9]\d*$/.test(text) ? Number(text) : null;
}

function abort(caller: Caller, job: Job, version: string, now: number): Answer {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  if (body.value.state !== "Aborted") return invalid("state", body.value.state);
  if (hasEnded(job, now)) return wrongState("Can't abort a job that has ended");
  job.abortedAt = now;
  return answer(200, told(job, version, now));
}

function hasEnded(job: Job, now: number): boolean {
  return !["UploadComplete", "InProgress"].includes(stateOf(job, now));
}

function isKey<T extends object>(of: T, name: unknown): name is keyof T {
  return typeof name === "string" && Object.hasOwn(of, name);
}

function invalid(name: string, value: unknown): Answer {
  return failure(400, "INVALIDJOB", `InvalidJob : ${name}: ${JSON.stringify(value ?? null)} is not a valid value`);
}

function wrongState(words: string): Answer {
  return failure(400, "INVALIDJOBSTATE", `InvalidJobState : ${words}`);
}
