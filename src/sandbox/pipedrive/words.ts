import type { Violation } from "../crm/check.ts";
import type { Table } from "../crm/table.ts";
import { invalidInput, noPermission, notFound, type Refusal, unfit } from "./refusal.ts";
import { singularOf } from "./schemas.ts";

/** The violations of one write as the one answer that Pipedrive gives; the gravest decides. */
export function refusalOf(violations: readonly Violation[], table: Table): Refusal {
  const { type } = table.schema;
  const first = (...kinds: Violation["kind"][]) => violations.find((one) => kinds.includes(one.kind));
  if (first("missing", "deleted") !== undefined) return notFound(singularOf(type));
  if (first("object_permission") !== undefined) return noPermission;
  const odd = first("odd");
  if (odd !== undefined) return { status: 400, error: odd.message ?? "", code: odd.rule ?? "" };
  const one = violations[0];
  return one === undefined ? unfit("body", "is not valid") : ruleOf(one, table);
}

function ruleOf(one: Violation, table: Table): Refusal {
  const name = one.field ?? "";
  const field = table.schema.fields.get(name);
  const where = field?.custom === true ? `custom_fields.${name}` : name;
  switch (one.kind) {
    case "required":
      return unfit(where, `${name === "name" ? "Name" : "Title"} must be given`);
    case "too_long":
      return unfit(where, `length must be less than or equal to ${one.limit}`);
    case "picklist":
      return unfit(where, `must be one of [${(field?.options ?? []).join(", ")}]`);
    case "reference":
      return invalidInput(where, `${singularOf(field?.references ?? "")} ${one.value} does not exist`);
    case "unknown_field":
      return unfit(where, "is not allowed");
    case "read_only":
    case "field_permission":
      return unfit(where, "is read-only");
    case "converted":
      return invalidInput(where || "id", "the lead was converted");
    default:
      return unfit(where || "body", one.message ?? "is not valid");
  }
}
