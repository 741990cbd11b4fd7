import { defineEntity, p } from "@mikro-orm/core";

/**
 * One set of tables for both dialects; the two migration folders are held against it by a test.
 * Times are milliseconds since 1970 in doubles and flags are 0/1 integers, because both drivers hand those out as numbers.
 */
const time = () => p.double();
const flag = () => p.integer().default(0);
const count = () => p.integer().default(0);

/** One authorised account at a CRM: its sealed token, who it is, and what its calls met lately. */
const Connection = defineEntity({
  name: "Connection",
  tableName: "connections",
  properties: {
    name: p.text().primary(),
    provider: p.text(),
    token: p.text().nullable(),
    identity: p.json().nullable(),
    paused: p.json().nullable(),
    trouble: p.json().nullable(),
    usage: p.json().nullable(),
    createdAt: time(),
    signedInAt: time().nullable(),
    lastSuccessAt: time().nullable(),
  },
});

/** How far a pull has come. `outbound` tells the triggers that changes of the object are owed to the connection. */
const CursorRow = defineEntity({
  name: "CursorRow",
  tableName: "cursors",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    outbound: flag(),
    cursor: p.json().nullable(),
    phase: p.text().default("backfill"),
    total: p.integer().nullable(),
    done: count(),
    startedAt: time().nullable(),
    movedAt: time().nullable(),
    finishedAt: time().nullable(),
    polledAt: time().nullable(),
    runId: p.text().nullable(),
  },
});

/** The workspace's rows. key1 and key2 are the two levels of matching; keyed = 0 asks the engine to make them anew. */
const RecordRow = defineEntity({
  name: "RecordRow",
  tableName: "records",
  properties: {
    object: p.text().primary(),
    id: p.text().primary(),
    fields: p.json(),
    version: p.integer().default(1),
    deleted: flag(),
    origin: p.text().nullable(),
    lane: p.integer().default(1),
    keyed: flag(),
    key1: p.text().default(""),
    key2: p.text().default(""),
    createdAt: time().nullable(),
    updatedAt: time().nullable(),
  },
  indexes: [
    { name: "records_key1", properties: ["object", "key1"] },
    { name: "records_key2", properties: ["object", "key2"] },
    { name: "records_unkeyed", properties: ["keyed"], where: "keyed = 0" },
  ],
});

/** record <-> external id on one connection; a record may have several. */
const LinkRow = defineEntity({
  name: "LinkRow",
  tableName: "links",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    externalId: p.text().primary(),
    recordId: p.text(),
    state: p.text(),
    modifiedAt: time(),
    pushedVersion: p.integer().nullable(),
    deletedInCrm: flag(),
    linkedAt: time(),
    syncedAt: time().nullable(),
  },
  indexes: [{ name: "links_record", properties: ["object", "recordId", "connection"] }],
});

/** Per link: each field's value as it was last seen in the CRM and last sent to it, in our field names. */
const FieldValues = defineEntity({
  name: "FieldValues",
  tableName: "field_values",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    externalId: p.text().primary(),
    seen: p.json(),
    sent: p.json().nullable(),
    sentAt: time().nullable(),
  },
});

/** One sync of one object, one way. */
const Run = defineEntity({
  name: "Run",
  tableName: "runs",
  properties: {
    id: p.text().primary(),
    connection: p.text(),
    object: p.text(),
    direction: p.text(),
    kind: p.text(),
    state: p.text(),
    startedAt: time(),
    endedAt: time().nullable(),
    created: count(),
    updated: count(),
    deleted: count(),
    skipped: count(),
    failed: count(),
    wanted: p.integer().nullable(),
    reason: p.text().nullable(),
    detail: p.text().nullable(),
    askedBy: p.text().nullable(),
  },
  indexes: [{ name: "runs_connection", properties: ["connection", "startedAt"] }],
});

/** What a run did to one record; `subject` is the external id inbound and the record id outbound. */
const RunRecord = defineEntity({
  name: "RunRecord",
  tableName: "run_records",
  properties: {
    seq: p.integer().primary().autoincrement(),
    runId: p.text(),
    object: p.text(),
    subject: p.text(),
    outcome: p.text(),
    reason: p.text().nullable(),
    detail: p.text().nullable(),
    at: time(),
  },
  indexes: [
    { name: "run_records_run", properties: ["runId"] },
    { name: "run_records_subject", properties: ["object", "subject"] },
  ],
});

/** What stands wrong now: at most one row per record, connection and direction; gone when it went well. */
const Outcome = defineEntity({
  name: "Outcome",
  tableName: "outcomes",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    direction: p.text().primary(),
    subject: p.text().primary(),
    outcome: p.text(),
    reason: p.text(),
    detail: p.text(),
    field: p.text().nullable(),
    code: p.text().nullable(),
    status: p.integer().nullable(),
    existingId: p.text().nullable(),
    attempts: p.integer().default(1),
    firstAt: time(),
    lastAt: time(),
    due: time().nullable(),
    runId: p.text().nullable(),
  },
  indexes: [{ name: "outcomes_reason", properties: ["connection", "direction", "reason"] }],
});

/** What is owed to a connection: latest state only. Triggers raise `seq` with every change. */
const OutboxRow = defineEntity({
  name: "OutboxRow",
  tableName: "outbox",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    recordId: p.text().primary(),
    state: p.text().default("pending"),
    seq: p.integer().default(1),
    lane: p.integer().default(1),
    attempts: count(),
    due: time().nullable(),
    since: time().nullable(),
    fence: p.integer().nullable(),
    claimedSeq: p.integer().nullable(),
    sentAt: time().nullable(),
    runId: p.text().nullable(),
  },
  indexes: [{ name: "outbox_due", properties: ["connection", "state", "due"] }],
});

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

/** The right to work for a connection for a while; `fence` grows with every new owner. */
const Lease = defineEntity({
  name: "Lease",
  tableName: "leases",
  properties: {
    connection: p.text().primary(),
    owner: p.text().nullable(),
    fence: count(),
    until: p.double().default(0),
  },
});

/** One-time sign-in links; a new grant stays sealed here until its presser confirms it. */
const SignIn = defineEntity({
  name: "SignIn",
  tableName: "sign_ins",
  properties: {
    id: p.text().primary(),
    connection: p.text(),
    caller: p.json(),
    state: p.text(),
    status: p.text(),
    secret: p.text(),
    cookie: p.text().nullable(),
    token: p.text().nullable(),
    identity: p.json().nullable(),
    createdAt: time(),
    expiresAt: time(),
  },
  indexes: [{ name: "sign_ins_state", properties: ["state"] }],
});

/** A CRM object as last described. */
const SchemaRow = defineEntity({
  name: "SchemaRow",
  tableName: "schemas",
  properties: { connection: p.text().primary(), object: p.text().primary(), schema: p.json(), readAt: time() },
});

/** Facts about the database itself: the check value of its key. */
const Meta = defineEntity({
  name: "Meta",
  tableName: "meta",
  properties: { key: p.text().primary(), value: p.text() },
});

export const tables = [
  Connection,
  CursorRow,
  RecordRow,
  LinkRow,
  FieldValues,
  Run,
  RunRecord,
  Outcome,
  OutboxRow,
  Incident,
  Post,
  ActionRow,
  SeenRequest,
  Audit,
  Setting,
  Lease,
  SignIn,
  SchemaRow,
  Meta,
];
