import type { Violation } from "../crm/check.ts";
import type { Table } from "../crm/table.ts";
import { type ObjectType, objectType } from "./object-types.ts";
import {
  conflict,
  invalid,
  invalidAssociations,
  invalidProperties,
  missingScopes,
  notFound,
  type PropertyFault,
  type Refusal,
  requiredMissing,
} from "./refusal.ts";

/** All violations of one write as the one answer that HubSpot gives; the gravest kind decides. */
export function refusalOf(
  violations: readonly Violation[],
  type: ObjectType,
  table: Table,
  op: "create" | "update",
): Refusal {
  const first = (...kinds: Violation["kind"][]) => violations.find((one) => kinds.includes(one.kind));
  if (first("missing", "deleted") !== undefined) return notFound();
  if (first("locked") !== undefined) return locked();
  if (first("object_permission") !== undefined) return missingScopes([`crm.objects.${type.name}.write`]);
  const odd = first("odd");
  if (odd !== undefined) return { status: 400, message: odd.message ?? "", category: odd.rule ?? "" };
  const taken = violations.find((one) => one.kind === "duplicate" || (one.kind === "unique" && one.field === type.key));
  if (taken !== undefined) return conflict(type.singular, taken.otherId ?? "");
  const rules = violations.filter((one) => one.kind === "rule");
  if (rules.length > 0) return brokenRules(rules);
  const faults = violations.flatMap((one) => faultOf(one, type, table, op) ?? []);
  if (faults.length > 0) return invalidProperties(faults);
  const dangling = violations.filter((one) => one.kind === "reference");
  if (dangling.length > 0) return invalidAssociations(dangling.map((one) => targetOf(one, table)));
  return requiredMissing(
    type.singular,
    violations.map((one) => one.field ?? ""),
  );
}

function locked(): Refusal {
  return {
    status: 423,
    message: "The record is locked by another operation. Wait at least 2 seconds before trying again.",
    category: "LOCKED",
  };
}

/** The portal's own validation rules: the administrator's words, and no code. */
function brokenRules(rules: readonly Violation[]): Refusal {
  const errors = rules.map((one) => ({ message: one.message ?? "", context: { propertyName: [one.field ?? ""] } }));
  return invalid(rules.map((one) => one.message ?? "").join("; "), { errors });
}

function targetOf(violation: Violation, table: Table): string {
  const to = objectType(table.schema.fields.get(violation.field ?? "")?.references ?? "");
  return `${to?.singular ?? "OBJECT"}=${violation.value} is not valid`;
}

/** null = not a matter of one property's value. */
function faultOf(violation: Violation, type: ObjectType, table: Table, op: "create" | "update"): PropertyFault | null {
  const name = violation.field ?? "";
  const value = String(violation.value);
  switch (violation.kind) {
    case "unknown_field":
      return { message: `Property "${name}" does not exist`, error: "PROPERTY_DOESNT_EXIST", name };
    case "read_only":
    case "field_permission":
      return { message: `"${name}" is a read only property; its value cannot be set.`, error: "READ_ONLY_VALUE", name };
    case "picklist":
      return notAnOption(name, value, table.schema.fields.get(name)?.options ?? []);
    case "type":
      return wrongType(name, value, table);
    case "too_long":
      return {
        message: `Property value is too long: ${value.length} characters, ${violation.limit} allowed`,
        error: "PROPERTY_TOO_LONG",
        name,
      };
    case "email":
      return { message: `Email address ${value} is invalid`, error: "INVALID_EMAIL", name };
    case "unique":
      return {
        message: `Cannot set PropertyValueCoordinates{objectTypeId=${type.id}, propertyName=${name}, value=${value}}. ${violation.otherId} already has that value.`,
        error: "CONFLICTING_UNIQUE_VALUE",
        name,
      };
    case "required":
      return op === "create" ? null : { message: `Property "${name}" is required`, error: "REQUIRED_FIELD", name };
    default:
      return null;
  }
}

function wrongType(name: string, value: string, table: Table): PropertyFault {
  const kind = table.schema.fields.get(name)?.type;
  if (kind === "boolean") return notAnOption(name, value, ["true", "false"]);
  if (kind === "datetime" || kind === "date")
    return { message: `${value} was not a valid date.`, error: "INVALID_DATE", name };
  if (kind === "number") return { message: `${value} was not a valid number.`, error: "INVALID_INTEGER", name };
  return { message: `${value} was not a valid text.`, error: "INVALID_TYPE", name };
}

function notAnOption(name: string, value: string, options: readonly string[]): PropertyFault {
  return {
    message: `${value} was not one of the allowed options: [${options.join(", ")}]`,
    error: "INVALID_OPTION",
    name,
  };
}
