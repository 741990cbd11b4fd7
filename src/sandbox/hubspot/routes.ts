import type { Answer } from "../crm/crm.ts";
import { isActivity } from "./activity-types.ts";
import type { Ask } from "./ask.ts";
import * as singles from "./association-singles.ts";
import * as links from "./associations.ts";
import { archiveBatch, readBatch } from "./batch-read.ts";
import { createBatch, updateBatch, upsertBatch } from "./batch-write.ts";
import { eraseRecord, mergeRecords } from "./merge.ts";
import { isCustom, type ObjectType, objectType } from "./object-types.ts";
import { listPipelines, listStages, readPipeline, readStage } from "./pipelines.ts";
import { accountDetails, dailyUse, listOwners, readOwner } from "./portal-info.ts";
import { createProperty, listProperties, readProperty, readSchema } from "./properties.ts";
import type { Rate } from "./rates.ts";
import { listRecords, readRecord } from "./record-reads.ts";
import { archiveRecord, createRecord, updateRecord } from "./record-writes.ts";
import { searchRecords } from "./search.ts";

/** What a request comes to: who must allow it, which limit counts it, and who answers. */
export interface Match {
  readonly params: Readonly<Record<string, string>>;
  /** A word in the path that names no object type; null = all do. */
  readonly badType: string | null;
  /** Scopes of which all are needed. */
  readonly scopes: readonly string[];
  readonly rate: Rate;
  readonly answer: (ask: Ask, searchLagMs: number) => Answer;
}

type Right = "read" | "write" | "schema" | "owners" | "none";
type OfType = (ask: Ask, type: ObjectType, searchLagMs: number) => Answer;
type OfPair = (ask: Ask, from: ObjectType, to: ObjectType) => Answer;
type Route = readonly [method: string, path: string, right: Right, answer: Of];
type Of = { readonly type: OfType } | { readonly pair: OfPair } | { readonly portal: (ask: Ask) => Answer };

const objects = "/crm/v3/objects/:type";
const pairs = "/crm/v4/associations/:type/:to";
const linked = "/crm/v4/objects/:type/:id/associations";

const routes: readonly Route[] = [
  ["POST", `${objects}/search`, "read", { type: searchRecords }],
  ["POST", `${objects}/batch/read`, "read", { type: readBatch }],
  ["POST", `${objects}/batch/create`, "write", { type: createBatch }],
  ["POST", `${objects}/batch/update`, "write", { type: updateBatch }],
  ["POST", `${objects}/batch/upsert`, "write", { type: upsertBatch }],
  ["POST", `${objects}/batch/archive`, "write", { type: archiveBatch }],
  ["POST", `${objects}/merge`, "write", { type: mergeRecords }],
  ["POST", `${objects}/gdpr-delete`, "write", { type: eraseRecord }],
  ["GET", objects, "read", { type: listRecords }],
  ["POST", objects, "write", { type: createRecord }],
  ["GET", `${objects}/:id`, "read", { type: readRecord }],
  ["PATCH", `${objects}/:id`, "write", { type: updateRecord }],
  ["DELETE", `${objects}/:id`, "write", { type: archiveRecord }],
  ["GET", "/crm/v3/properties/:type", "read", { type: listProperties }],
  ["POST", "/crm/v3/properties/:type", "schema", { type: createProperty }],
  ["GET", "/crm/v3/properties/:type/:name", "read", { type: readProperty }],
  ["GET", "/crm-object-schemas/v3/schemas/:type", "read", { type: readSchema }],
  ["GET", "/crm/v3/pipelines/:type", "read", { type: listPipelines }],
  ["GET", "/crm/v3/pipelines/:type/:id", "read", { type: readPipeline }],
  ["GET", "/crm/v3/pipelines/:type/:id/stages", "read", { type: listStages }],
  ["GET", "/crm/v3/pipelines/:type/:id/stages/:stage", "read", { type: readStage }],
  ["POST", `${pairs}/batch/create`, "write", { pair: links.linkBatch }],
  ["POST", `${pairs}/batch/read`, "read", { pair: links.readLinks }],
  ["POST", `${pairs}/batch/archive`, "write", { pair: links.unlinkBatch }],
  ["POST", `${pairs}/batch/associate/default`, "write", { pair: links.linkDefaultBatch }],
  ["GET", `${pairs}/labels`, "read", { pair: singles.listLabels }],
  ["GET", `${linked}/:to`, "read", { pair: singles.listLinks }],
  ["PUT", `${linked}/:to/:toId`, "write", { pair: singles.putLink }],
  ["DELETE", `${linked}/:to/:toId`, "write", { pair: singles.deleteLink }],
  ["PUT", "/crm/v4/objects/:type/:id/associations/default/:to/:toId", "write", { pair: singles.putDefaultLink }],
  ["GET", "/crm/v3/owners", "owners", { portal: listOwners }],
  ["GET", "/crm/v3/owners/:id", "owners", { portal: readOwner }],
  ["GET", "/account-info/v3/details", "none", { portal: accountDetails }],
  ["GET", "/account-info/v3/api-usage/daily/private-apps", "none", { portal: dailyUse }],
];

const patterns = routes.map(([method, path, right, of]) => ({ method, parts: path.split("/"), right, of }));

/** The route of a method and path; null = HubSpot knows no such path. */
export function match(method: string, pathname: string): Match | null {
  const parts = canonical(pathname).split("/");
  for (const route of patterns) {
    if (route.method !== method || route.parts.length !== parts.length) continue;
    const params = paramsOf(route.parts, parts);
    if (params !== null) return matched(route.of, route.right, params, pathname.endsWith("/search"));
  }
  return null;
}

/** Dated paths mean what the numbered ones do: /crm/objects/2026-09/contacts is /crm/v3/objects/contacts. */
function canonical(pathname: string): string {
  const plain = pathname.replace(/\/$/, "");
  return plain
    .replace(/^\/crm\/objects\/2026-0[39]\/([^/]+\/[^/]+\/associations\/.+)$/, "/crm/v4/objects/$1")
    .replace(/^\/crm\/(objects|properties|pipelines|owners)\/(?:v3|2026-03|2026-09)(?=\/|$)/, "/crm/v3/$1")
    .replace(/^\/crm\/associations\/(?:v4|2026-03|2026-09)(?=\/)/, "/crm/v4/associations")
    .replace(/^\/crm-object-schemas\/(?:2026-03|2026-09)\/schemas/, "/crm-object-schemas/v3/schemas")
    .replace(/^\/account-info\/(?:2026-03|2026-09)\/(details|api-usage\/daily\/private-apps)$/, "/account-info/v3/$1");
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [i, wanted] of pattern.entries()) {
    const part = parts[i] ?? "";
    if (wanted.startsWith(":") && part !== "") params[wanted.slice(1)] = decoded(part);
    else if (wanted !== part) return null;
  }
  return params;
}

function matched(of: Of, right: Right, params: Readonly<Record<string, string>>, isSearch: boolean): Match {
  const type = objectType(params.type ?? "");
  const to = objectType(params.to ?? "");
  const rate = isSearch ? "search" : "usual";
  const needs = { params, rate, scopes: scopesOf(right, type, "pair" in of ? to : null) } as const;
  if ("portal" in of) return { ...needs, badType: null, answer: of.portal };
  if (type === null) return { ...needs, badType: params.type ?? "", answer: () => unreachable() };
  if ("type" in of) return { ...needs, badType: null, answer: (ask, lagMs) => of.type(ask, type, lagMs) };
  if (to === null) return { ...needs, badType: params.to ?? "", answer: () => unreachable() };
  return { ...needs, badType: null, answer: (ask) => of.pair(ask, type, to) };
}

function scopesOf(right: Right, type: ObjectType | null, to: ObjectType | null): readonly string[] {
  if (right === "none") return [];
  if (right === "owners") return ["crm.objects.owners.read"];
  const types = [type, to].flatMap((one) => one ?? []);
  const names = types.map(({ name }) => (isCustom(name) ? "custom" : isActivity(name) ? "contacts" : name));
  return names.map((name) => (right === "schema" ? `crm.schemas.${name}.write` : `crm.objects.${name}.${right}`));
}

function unreachable(): never {
  throw new Error("a request of an unknown object type was not refused");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
