import { z } from "zod";
import type { FieldType } from "../../engine/index.ts";
import { type ErrorCode, errorStatus } from "./refusal.ts";

export type FieldTypes = Readonly<Record<string, FieldType | null>>;

/** A point in time as answers tell it. */
const time = z.iso.datetime().meta({ description: "A time in UTC." });

const text = z.string();
const anything = z.union([z.string(), z.number(), z.boolean()]);

/** The values of a type, without null. */
function typeOf(type: FieldType | null) {
  switch (type) {
    case "number":
      return z.number();
    case "integer":
      return z.int();
    case "boolean":
      return z.boolean();
    case "date":
      return z.iso.date();
    case "datetime":
      return z.iso.datetime({ offset: true });
    case null:
    case "other":
      return anything;
    default:
      return text;
  }
}

/** The fields that may be given in a write: any of them; null empties one. */
export function givenFields(types: FieldTypes) {
  return z.strictObject(mapped(types, (type) => typeOf(type).nullable().optional()));
}

/** The fields as answers tell them: all of them. */
function toldFields(types: FieldTypes) {
  return z.strictObject(mapped(types, (type) => typeOf(type).nullable()));
}

function mapped<T>(types: FieldTypes, make: (type: FieldType | null) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(types).map(([field, type]) => [field, make(type)]));
}

/** A record of the workspace, typed by the mapping. */
export function recordShape(types: FieldTypes) {
  return z.strictObject({
    id: text,
    version: z.int().positive().meta({ description: "Grows by one with every change; send it back as If-Match." }),
    updatedAt: time.nullable().meta({ description: "When we or HTTP wrote it last; plain SQL leaves no time." }),
    fields: toldFields(types),
  });
}

const link = z.strictObject({
  connection: text,
  externalId: text,
  state: text,
  deletedInCrm: z.boolean(),
  syncedAt: time.nullable(),
});

export function linkedRecordShape(types: FieldTypes) {
  return z.strictObject({ ...recordShape(types).shape, links: z.array(link) });
}

export function listOf<T extends z.ZodType>(name: string, each: T) {
  const next = text.nullable().meta({ description: "The cursor of the next page; null = this was the last." });
  return z.strictObject({ [name]: z.array(each), next });
}

export const written = z.strictObject({
  id: text,
  version: z.int().positive(),
  outcome: z.enum(["created", "updated", "unchanged"]),
  notices: z
    .array(z.strictObject({ reason: z.literal("SCHEMA_UNMAPPED"), field: text, message: text }))
    .optional()
    .meta({ description: "What was written and is not synced; absent = nothing." }),
});

export const removed = z.strictObject({ id: text, version: z.int().positive(), outcome: z.literal("deleted") });

const counts = z.strictObject({
  created: z.int(),
  updated: z.int(),
  deleted: z.int(),
  skipped: z.int(),
  failed: z.int(),
});

export const runShape = z.strictObject({
  id: text,
  connection: text,
  object: text,
  direction: z.enum(["inbound", "outbound", "both"]),
  kind: text,
  status: text,
  startedAt: time,
  endedAt: time.nullable(),
  counts,
  reason: text.nullable(),
  detail: text.nullable(),
  askedBy: text.nullable(),
  /** The cause of failures that it mends; null = none. */
  cause: text.nullable(),
});

export const wholeRun = z.strictObject({
  ...runShape.shape,
  outcomes: z.array(z.strictObject({ outcome: text, reason: text.nullable(), records: z.int() })),
});

export const runRecord = z.strictObject({
  object: text,
  subject: text.meta({ description: "The CRM's id of an inbound record, ours of an outbound one." }),
  outcome: text,
  reason: text.nullable(),
  detail: text.nullable(),
  at: time,
});

const objectStatus = z.strictObject({
  object: text,
  phase: z.enum(["backfill", "incremental"]),
  done: z.int(),
  total: z.int().nullable(),
  known: z.int(),
  synced: z.int(),
  skipped: z.int(),
  failed: z.int(),
  waiting: z.int(),
});

export const statusShape = z.strictObject({
  workspace: text,
  at: time,
  storage: z.enum(["ok", "full", "read_only", "broken"]),
  connections: z.array(
    z.strictObject({
      name: text,
      provider: text,
      health: text,
      reason: text.nullable(),
      lastSuccessAt: time.nullable(),
      pending: z.int(),
      oldestPendingAt: time.nullable(),
      objects: z.array(objectStatus),
    }),
  ),
});

export const errorShape = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: text,
    field: text.optional().meta({ description: "The field, parameter or part of the address that is wrong." }),
  }),
});
