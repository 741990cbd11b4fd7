import { defineEntity, p } from "@mikro-orm/core";
import { count, flag, time } from "./columns.ts";

// What is synced with whom: connections, how far they came, records, links and what was last seen.

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

/** The workspace's rows. key1 and key2 are the two levels of matching (short keys); keyed = 0 asks the engine to make them anew. */
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
    { name: "records_key1", properties: ["key1"] },
    { name: "records_key2", properties: ["key2"] },
    { name: "records_unkeyed", properties: ["keyed", "object", "id"], where: "keyed = 0" },
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
    deletedInCrm: flag(),
    linkedAt: time(),
    syncedAt: time().nullable(),
  },
  indexes: [{ name: "links_record", properties: ["object", "recordId", "connection"] }],
});

/** Per link: each field's value as last seen in the CRM, last sent to it, and what that took the place of; our field names. Nothing seen, or no row: as the record is. */
const FieldValues = defineEntity({
  name: "FieldValues",
  tableName: "field_values",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    externalId: p.text().primary(),
    seen: p.json().nullable(),
    sent: p.json().nullable(),
    replaced: p.json().nullable(),
    sentAt: time().nullable(),
  },
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

/** A CRM object as last described. */
const SchemaRow = defineEntity({
  name: "SchemaRow",
  tableName: "schemas",
  properties: { connection: p.text().primary(), object: p.text().primary(), schema: p.json(), readAt: time() },
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
    difference: p.json().nullable(),
  },
  indexes: [{ name: "sign_ins_state", properties: ["state"] }],
});

/** A grant that a CRM gave us. Its token stands here, sealed, as long as it is to be revoked; that of the one in use stands with its connection. */
const Grant = defineEntity({
  name: "Grant",
  tableName: "grants",
  properties: {
    id: p.text().primary(),
    connection: p.text(),
    provider: p.text(),
    client: p.text(),
    account: p.text().nullable(),
    who: p.text().nullable(),
    signIn: p.text().nullable(),
    token: p.text().nullable(),
    state: p.text(),
    madeAt: time(),
    provenAt: time().nullable(),
    due: time().nullable(),
    attempts: count(),
  },
  indexes: [{ name: "grants_connection", properties: ["connection", "state"] }],
});

export const syncTables = [Connection, CursorRow, RecordRow, LinkRow, FieldValues, Lease, SchemaRow, SignIn, Grant];
