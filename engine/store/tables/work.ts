import { defineEntity, p } from "@mikro-orm/core";
import { count, flag, time } from "./columns.ts";

// What is to be done and what came of it: runs, results, outcomes and the outbox.

/** One sync of one object, one way; `cause` = what a person repaired by it. */
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
    cause: p.text().nullable(),
  },
  indexes: [
    { name: "runs_connection", properties: ["connection", "startedAt"] },
    { name: "runs_cause", properties: ["cause"], where: "cause is not null" },
  ],
});

/** What a run did to one record; `subject` is the external id inbound and the record id outbound; `fields` are those that an update wrote. */
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
    fields: p.text().nullable(),
  },
  indexes: [
    { name: "run_records_run", properties: ["runId"] },
    // Most rows of a first pull are creates, and these are found by the time of their link.
    { name: "run_records_subject", properties: ["subject"], where: "outcome <> 'created'" },
  ],
});

/**
 * What stands wrong now: at most one row per record, connection and direction; gone when it went well. `cause` is the same
 * for all that failed alike, and made after the row; `permit` lets it in once against a rule.
 */
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
    modifiedAt: time().nullable(),
    due: time().nullable(),
    runId: p.text().nullable(),
    cause: p.text().nullable(),
    permit: p.text().nullable(),
    mayForce: flag(),
  },
  indexes: [
    { name: "outcomes_reason", properties: ["connection", "direction", "reason"] },
    { name: "outcomes_next", properties: ["connection", "object", "due"], where: "due is not null" },
    { name: "outcomes_cause", properties: ["cause"], where: "cause is not null" },
    { name: "outcomes_uncaused", properties: ["connection", "object"], where: "cause is null and outcome = 'failed'" },
  ],
});

/** What is owed to a connection: latest state only. Triggers raise `seq` with every change. `permit` = what a person allowed once. */
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
    sent: p.json().nullable(),
    runId: p.text().nullable(),
    proof: flag(),
    permit: p.text().nullable(),
  },
  indexes: [{ name: "outbox_next", properties: ["connection", "state", "object", "lane", "due"] }],
});

/** A field that was changed here and in the CRM, and that a person is to decide; `newer` is the side that was changed last. */
const FieldConflict = defineEntity({
  name: "FieldConflict",
  tableName: "conflicts",
  properties: {
    connection: p.text().primary(),
    object: p.text().primary(),
    externalId: p.text().primary(),
    field: p.text().primary(),
    recordId: p.text(),
    newer: p.text(),
    since: time(),
  },
  indexes: [{ name: "conflicts_record", properties: ["object", "recordId"] }],
});

/**
 * What a change of a record took the place of: our fields and their values until then. `origin` is the connection that it
 * came from, null = it was made here; `at` is null where plain SQL wrote.
 */
const FieldChange = defineEntity({
  name: "FieldChange",
  tableName: "field_changes",
  properties: {
    seq: p.integer().primary().autoincrement(),
    object: p.text(),
    recordId: p.text(),
    version: p.integer(),
    origin: p.text().nullable(),
    at: time().nullable(),
    before: p.json(),
  },
  indexes: [{ name: "field_changes_record", properties: ["recordId"] }],
});

export const workTables = [Run, RunRecord, Outcome, OutboxRow, FieldConflict, FieldChange];
