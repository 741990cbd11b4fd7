import { defineEntity, p } from "@mikro-orm/core";
import { count, flag, time } from "./columns.ts";

// What people see and do: incidents, posts, actions, audit and settings.

/** Something a person should know. At most one that is not resolved per key. */
const Incident = defineEntity({
  name: "Incident",
  tableName: "incidents",
  properties: {
    id: p.text().primary(),
    key: p.text(),
    kind: p.text(),
    connection: p.text(),
    severity: p.text(),
    reason: p.text(),
    state: p.text(),
    facts: p.json(),
    openedAt: time(),
    updatedAt: time(),
    resolvedAt: time().nullable(),
    ackedBy: p.text().nullable(),
    ackedAt: time().nullable(),
  },
  indexes: [{ name: "incidents_key", properties: ["key", "state"] }],
});

/** Where, and in which version, a card was shown. */
const Post = defineEntity({
  name: "Post",
  tableName: "posts",
  properties: {
    key: p.text().primary(),
    platform: p.text(),
    channel: p.text(),
    kind: p.text(),
    incidentId: p.text().nullable(),
    state: p.text(),
    remote: p.json().nullable(),
    version: p.text().nullable(),
    attempts: count(),
    notBefore: time().nullable(),
    createdAt: time(),
    shownAt: time().nullable(),
    error: p.text().nullable(),
  },
});

/** What an opaque id behind a button, select or form may do. */
const ActionRow = defineEntity({
  name: "ActionRow",
  tableName: "actions",
  properties: {
    id: p.text().primary(),
    verb: p.text(),
    args: p.json(),
    once: flag(),
    owner: p.text().nullable(),
    createdAt: time(),
    expiresAt: time().nullable(),
    usedBy: p.text().nullable(),
    usedAt: time().nullable(),
  },
});

/** Requests of a chat platform that were already taken, so that a repeat does nothing. */
const SeenRequest = defineEntity({
  name: "SeenRequest",
  tableName: "seen_requests",
  properties: { key: p.text().primary(), at: time() },
});

/** Who did what; rows are only ever added. */
const Audit = defineEntity({
  name: "Audit",
  tableName: "audit",
  properties: {
    seq: p.integer().primary().autoincrement(),
    at: time(),
    caller: p.text(),
    name: p.text(),
    role: p.text(),
    verb: p.text(),
    args: p.json(),
    outcome: p.text(),
    detail: p.text().nullable(),
    request: p.text(),
  },
});

/** Settings that people changed while the program ran; they win over the file. */
const Setting = defineEntity({
  name: "Setting",
  tableName: "settings",
  properties: { key: p.text().primary(), value: p.json(), by: p.text(), at: time() },
});

/** Decisions of people about failures that were kept: JSON of what each does, from when, by whom, and until when. */
const Kept = defineEntity({
  name: "Kept",
  tableName: "kept_rules",
  properties: {
    id: p.text().primary(),
    connection: p.text(),
    object: p.text(),
    field: p.text(),
    does: p.json(),
    by: p.text(),
    at: time(),
    records: count(),
    undoneBy: p.text().nullable(),
    undoneAt: time().nullable(),
  },
});

/** Facts about the database itself: the check value of its key. */
const Meta = defineEntity({
  name: "Meta",
  tableName: "meta",
  properties: { key: p.text().primary(), value: p.text() },
});

export const deskTables = [Incident, Post, ActionRow, SeenRequest, Audit, Setting, Kept, Meta];
