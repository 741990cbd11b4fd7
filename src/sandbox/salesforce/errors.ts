import type { Violation } from "../crm/check.ts";
import type { Answer } from "../crm/crm.ts";
import { labelOf, type Schema } from "../crm/schema.ts";

/** One refusal in Salesforce's words; `statusCode` in collections and `errorCode` elsewhere hold the same code. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** HTTP status when the refusal is the answer to a single-record call. */
  readonly status: number;
  /** Ids of the records that a duplicate rule found. */
  readonly matches?: readonly string[];
  readonly rule?: string;
  /** Whether that rule only warns. */
  readonly warns?: boolean;
}

export function answer(status: number, body: unknown, records = 0): Answer {
  return { status, headers: { "content-type": "application/json;charset=UTF-8" }, body: JSON.stringify(body), records };
}

/** The usual error body: an array of one. */
export function failure(status: number, code: string, message: string, fields?: readonly string[]): Answer {
  return answer(status, [{ message, errorCode: code, ...(fields !== undefined && { fields }) }]);
}

export const notFound = () => failure(404, "NOT_FOUND", "The requested resource does not exist");

/** Refusals of a single-record call. */
export function refusedAnswer(type: string, refusals: readonly Refusal[]): Answer {
  const bodies = refusals.map(({ code, message, fields, matches, rule, warns }) => ({
    ...(matches !== undefined && { duplicateResut: duplicateResult(type, message, { matches, rule, warns }) }),
    message,
    errorCode: code,
    fields,
  }));
  return answer(refusals[0]?.status ?? 400, bodies);
}

/** Violations of one record in Salesforce's words; missing fields are told together. */
export function refusals(violations: readonly Violation[], schema: Schema): readonly Refusal[] {
  const missing = violations.flatMap((v) => (v.kind === "required" && v.field !== null ? [v.field] : []));
  const closed = violations.flatMap((v) => (isClosed(v) && v.field !== null ? [v.field] : []));
  const others = violations.filter((v) => v.kind !== "required" && !isClosed(v));
  return [
    ...(closed.length > 0 ? [refusal("INVALID_FIELD_FOR_INSERT_UPDATE", closedWords(closed), closed)] : []),
    ...(missing.length > 0
      ? [refusal("REQUIRED_FIELD_MISSING", `Required fields are missing: [${missing.join(", ")}]`, missing)]
      : []),
    ...others.map((v) => worded(v, schema)),
  ];
}

export function refusal(code: string, message: string, fields: readonly string[] = [], status = 400): Refusal {
  return { code, message, fields, status };
}

function worded(v: Violation, schema: Schema): Refusal {
  const field = v.field ?? "";
  const label = schema.fields.get(field)?.label ?? labelOf(field);
  switch (v.kind) {
    case "unknown_field":
      return refusal("INVALID_FIELD", `No such column '${field}' on sobject of type ${schema.type}`);
    case "object_permission":
      return refusal("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", [], 403);
    case "type":
      return refusal("INVALID_TYPE_ON_FIELD_IN_RECORD", `${label}: value not of required type: ${v.value}`, [field]);
    case "picklist":
      return refusal(
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        `${label}: bad value for restricted picklist field: ${v.value}`,
        [field],
      );
    case "too_long":
      return refusal("STRING_TOO_LONG", `${label}: data value too large: ${v.value} (max length=${v.limit})`, [field]);
    case "email":
      return refusal("INVALID_EMAIL_ADDRESS", `${label}: invalid email address: ${v.value}`, [field]);
    case "unique":
      return refusal(
        "DUPLICATE_VALUE",
        `duplicate value found: ${field} duplicates value on record with id: ${v.otherId}`,
      );
    case "duplicate":
      return {
        ...refusal("DUPLICATES_DETECTED", v.message ?? ""),
        matches: v.otherIds ?? [],
        rule: v.rule ?? "",
        warns: v.warns !== false,
      };
    case "odd":
      return refusal(v.rule ?? "UNKNOWN_EXCEPTION", v.message ?? "");
    case "rule":
      return refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", v.message ?? "", [field]);
    case "range":
      return refusal("NUMBER_OUTSIDE_VALID_RANGE", `${label}: number outside of valid range: ${v.value}`, [field]);
    case "approval":
      return refusal("ENTITY_IS_LOCKED", "This record is locked. If you need to edit it, contact your admin.");
    case "converted":
      return refusal("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
    case "locked":
      return refusal("UNABLE_TO_LOCK_ROW", `unable to obtain exclusive access to this record or 1 records: ${v.value}`);
    case "deleted":
      return refusal("ENTITY_IS_DELETED", "entity is deleted", [], 404);
    default:
      return refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", v.field === null ? [] : [field]);
  }
}

function isClosed(v: Violation): boolean {
  return v.kind === "read_only" || v.kind === "field_permission";
}

function closedWords(fields: readonly string[]): string {
  return (
    `Unable to create/update fields: ${fields.join(", ")}. Please check the security settings of this field and ` +
    "verify that it is read/write for your profile or permission set."
  );
}

function duplicateResult(
  type: string,
  message: string,
  { matches = [], rule = "", warns = true }: Pick<Refusal, "matches" | "rule" | "warns">,
) {
  const matchRecords = matches.map((Id) => ({ record: { attributes: { type }, Id } }));
  return {
    allowSave: warns,
    duplicateRule: rule,
    duplicateRuleEntityType: type,
    errorMessage: message,
    matchResults: [{ entityType: type, matchEngine: "ExactMatchEngine", matchRecords, success: true }],
  };
}
