import { defineEntity, p } from "@mikro-orm/core";
import { time } from "./columns.ts";

// What is watched over time: use of the CRMs' daily quota, errors that nobody knows yet, and the digests that were told.

/** How much of a connection's daily quota was used at a moment, as the CRM told it; `ours` counts our own calls since the sample before. */
const UsageSample = defineEntity({
  name: "UsageSample",
  tableName: "usage_samples",
  properties: {
    connection: p.text().primary(),
    at: p.double().primary(),
    used: p.integer(),
    quota: p.integer(),
    ours: p.integer().default(0),
  },
});

/** Errors that the catalogue does not know, one row per cause. */
const UnknownError = defineEntity({
  name: "UnknownError",
  tableName: "unknown_errors",
  properties: {
    provider: p.text().primary(),
    fingerprint: p.text().primary(),
    code: p.text().nullable(),
    status: p.integer().nullable(),
    sample: p.text(),
    times: p.integer().default(1),
    firstAt: time(),
    lastAt: time(),
  },
});

/** The numbers that a channel's digest told on a local date: yesterday's are what today's are compared with. */
const Digest = defineEntity({
  name: "Digest",
  tableName: "digests",
  properties: { channel: p.text().primary(), date: p.text().primary(), at: time(), groups: p.json() },
});

export const watchTables = [UsageSample, UnknownError, Digest];
