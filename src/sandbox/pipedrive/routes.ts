import type { Answer } from "../crm/crm.ts";
import type { Ask } from "./ask.ts";
import { conversionStatus, convertLead } from "./convert.ts";
import { createField, deleteField, listFields, listOldFields, readField } from "./fields.ts";
import * as leads from "./leads.ts";
import { createLeadLabel, listActivityTypes, listLeadLabels, listLeadSources } from "./lists-of-v1.ts";
import { mergeRecords } from "./merge.ts";
import * as notes from "./notes.ts";
import * as pipelines from "./pipelines.ts";
import { listArchived, listRecords, readRecord } from "./reads.ts";
import { listRecents } from "./recents.ts";
import { searchItems, searchRecords } from "./search.ts";
import { searchByField } from "./search-field.ts";
import { listUsers, readMe, readPermissions, readUser } from "./users.ts";
import { createWebhook, deleteWebhook, listWebhooks } from "./webhooks.ts";
import { createRecord, deleteRecord, updateRecord } from "./writes.ts";

/** What a request comes to: what it costs, who must allow it, and who answers. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Tokens of the day. */
  readonly cost: number;
  /** Scopes of which one is needed; none = any token will do. */
  readonly scopes: readonly string[];
  /** The record type that is read or written; null = none in particular. */
  readonly type: string | null;
  readonly answer: (ask: Ask) => Answer;
}

type OfType = (ask: Ask, type: string) => Answer;
type Row = readonly [method: string, path: string, cost: number, scopes: string, answer: (ask: Ask) => Answer];

/** Read and write scopes of each type, and those of its fields. */
const rights = {
  persons: { read: "contacts:read contacts:full", write: "contacts:full", fields: "contact-fields:full" },
  organizations: { read: "contacts:read contacts:full", write: "contacts:full", fields: "contact-fields:full" },
  deals: { read: "deals:read deals:full", write: "deals:full", fields: "deal-fields:full" },
  activities: { read: "activities:read activities:full", write: "activities:full", fields: "" },
} as const;

const singular = { persons: "person", organizations: "organization", deals: "deal", activities: "activity" } as const;

const ofTypes: readonly Route[] = (["persons", "organizations", "deals", "activities"] as const).flatMap((type) => {
  const { read, write, fields } = rights[type];
  const path = `/api/v2/${type}`;
  const named = `${singular[type]}Fields`;
  const reading = type === "activities" ? "admin" : `${read} admin ${fields}`;
  const making = `admin ${fields}`;
  const own = (method: string, at: string, cost: number, scopes: string, answer: OfType): Route => {
    return { method, path: at, cost, scopes: words(scopes), type, answer: (ask) => answer(ask, type) };
  };
  const usual = [
    own("GET", path, 10, read, listRecords),
    own("POST", path, 5, write, createRecord),
    own("GET", `${path}/:id`, 1, read, readRecord),
    own("PATCH", `${path}/:id`, 5, write, updateRecord),
    own("DELETE", `${path}/:id`, 3, write, deleteRecord),
    own("GET", `/api/v2/${named}`, 10, reading, listFields),
    own("GET", `/api/v2/${named}/:id`, 1, reading, readField),
    own("GET", `/api/v1/${named}`, 20, reading, listOldFields),
  ];
  if (type === "activities") return usual;
  return [
    own("GET", `${path}/search`, 20, `${read} search:read`, searchRecords),
    ...(type === "deals" ? [own("GET", `${path}/archived`, 20, read, listArchived)] : []),
    ...usual,
    own("POST", `/api/v2/${named}`, 5, making, createField),
    own("DELETE", `/api/v2/${named}/:id`, 3, making, deleteField),
    own("PUT", `/api/v1/${type}/:id/merge`, 40, write, mergeRecords),
  ];
});

const leadRights = "leads:read leads:full";
const noteRights = "deals:full contacts:full";

const others: readonly Row[] = [
  ["GET", "/api/v2/leads/search", 20, `${leadRights} search:read`, (ask) => searchRecords(ask, "leads")],
  ["POST", "/api/v2/leads/:id/convert/deal", 40, "leads:full", convertLead],
  ["GET", "/api/v2/leads/:id/convert/status/:conversion", 1, leadRights, conversionStatus],
  ["GET", "/api/v2/itemSearch", 20, "search:read", searchItems],
  ["GET", "/api/v2/itemSearch/field", 20, "search:read", searchByField],
  ["GET", "/api/v2/pipelines", 5, "deals:read deals:full admin", pipelines.listPipelines],
  ["GET", "/api/v2/pipelines/:id", 1, "deals:read deals:full admin", pipelines.readPipeline],
  ["GET", "/api/v2/stages", 5, "deals:read deals:full admin", pipelines.listStages],
  ["GET", "/api/v2/stages/:id", 1, "deals:read deals:full admin", pipelines.readStage],
  ["GET", "/api/v1/leads", 20, leadRights, leads.listLeads],
  ["GET", "/api/v1/leads/archived", 20, leadRights, leads.listArchivedLeads],
  ["POST", "/api/v1/leads", 10, "leads:full", leads.createLead],
  ["GET", "/api/v1/leads/:id", 2, leadRights, leads.readLead],
  ["PATCH", "/api/v1/leads/:id", 10, "leads:full", leads.updateLead],
  ["DELETE", "/api/v1/leads/:id", 6, "leads:full", leads.deleteLead],
  ["GET", "/api/v1/leadFields", 20, `${leadRights} admin`, (ask) => listOldFields(ask, "leads")],
  ["GET", "/api/v1/leadLabels", 20, `${leadRights} admin`, listLeadLabels],
  ["POST", "/api/v1/leadLabels", 10, "leads:full admin", createLeadLabel],
  ["GET", "/api/v1/leadSources", 20, `${leadRights} admin`, listLeadSources],
  ["GET", "/api/v1/activityTypes", 20, "activities:read activities:full admin", listActivityTypes],
  ["GET", "/api/v1/notes", 20, `deals:read contacts:read ${noteRights}`, notes.listNotes],
  ["POST", "/api/v1/notes", 10, noteRights, notes.createNote],
  ["GET", "/api/v1/notes/:id", 2, `deals:read contacts:read ${noteRights}`, notes.readNote],
  ["PUT", "/api/v1/notes/:id", 10, noteRights, notes.updateNote],
  ["DELETE", "/api/v1/notes/:id", 6, noteRights, notes.deleteNote],
  ["GET", "/api/v1/recents", 40, "recents:read", listRecents],
  ["GET", "/api/v1/users/me", 2, "", readMe],
  ["GET", "/api/v1/users", 20, "users:read", listUsers],
  ["GET", "/api/v1/users/:id", 2, "users:read", readUser],
  ["GET", "/api/v1/users/:id/permissions", 2, "users:read", readPermissions],
  ["GET", "/api/v1/webhooks", 10, "admin", listWebhooks],
  ["POST", "/api/v1/webhooks", 10, "admin", createWebhook],
  ["DELETE", "/api/v1/webhooks/:id", 6, "admin", deleteWebhook],
];

const typesByWord: Readonly<Record<string, string>> = { leads: "leads", notes: "notes" };

const routes: readonly (Route & { readonly parts: readonly string[] })[] = [
  ...ofTypes,
  ...others.map(([method, path, cost, scopes, answer]) => {
    return { method, path, cost, scopes: words(scopes), type: typesByWord[path.split("/")[3] ?? ""] ?? null, answer };
  }),
].map((route) => ({ ...route, parts: route.path.split("/") }));

/** What a method and path come to: a route, a path that v1 has given up, or nothing. */
export function match(
  method: string,
  pathname: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | "retired" | null {
  const plain = pathname.replace(/\/$/, "").replace(/^\/v1\//, "/api/v1/");
  const parts = plain.split("/");
  for (const route of routes) {
    if (route.method !== method || route.parts.length !== parts.length) continue;
    const params = paramsOf(route.parts, parts);
    if (params !== null) return { route, params };
  }
  return isRetired(plain) ? "retired" : null;
}

/** Records, pipelines and searches are a matter of v2 alone since August 2026. */
function isRetired(path: string): boolean {
  return /^\/api\/v1\/(deals|persons|organizations|activities|pipelines|stages|itemSearch)(\/|$)/.test(path);
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [i, wanted] of pattern.entries()) {
    const part = parts[i] ?? "";
    if (wanted.startsWith(":") && part !== "") params[wanted.slice(1)] = part;
    else if (wanted !== part) return null;
  }
  return params;
}

function words(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}
