import type { Field } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import { type Company, optionId } from "./company.ts";
import { fieldTypeOf } from "./field-types.ts";
import type { Shown } from "./shapes.ts";
import { oldTimeOf } from "./times.ts";

/** When the companies' fields were made: long ago. */
const madeAt = Date.UTC(2022, 4, 10, 8);

/** A field as v2 describes it; `include` names what is shown only when asked for. */
export function fieldShape(company: Company, table: Table, field: Field, include: readonly string[]): Shown {
  const type = fieldTypeOf(company, table, field);
  const { type: record } = table.schema;
  const isDeal = record === "deals";
  return {
    field_name: field.label,
    field_code: field.name,
    ...(record !== "activities" && { description: "" }),
    field_type: type,
    options: optionsOf(company, table, field),
    subfields: subfieldsOf(field, type),
    is_custom_field: field.custom,
    is_optional_response_field: false,
    ...(include.includes("ui_visibility") && {
      ui_visibility: { add_visible_flag: field.required, details_visible_flag: true },
    }),
    ...(include.includes("important_fields") && { important_fields: { enabled: false, stage_ids: [] } }),
    ...(include.includes("required_fields") && {
      required_fields: { enabled: field.required, ...(isDeal && { stage_ids: [], statuses: {} }) },
    }),
  };
}

/** A field as v1 describes it: lead fields still are. */
export function oldFieldShape(company: Company, table: Table, field: Field, place: number): Shown {
  const options = optionsOf(company, table, field);
  return {
    id: 12_000 + place,
    key: field.name,
    name: field.label,
    order_nr: place + 1,
    field_type: fieldTypeOf(company, table, field),
    add_time: oldTimeOf(madeAt),
    update_time: oldTimeOf(madeAt),
    active_flag: true,
    edit_flag: field.custom,
    index_visible_flag: true,
    details_visible_flag: true,
    add_visible_flag: field.required,
    important_flag: false,
    bulk_edit_allowed: !field.readOnly,
    mandatory_flag: field.required,
    searchable_flag: false,
    filtering_allowed: true,
    sortable_flag: true,
    ...(options !== null && { options }),
  };
}

function optionsOf(company: Company, table: Table, field: Field) {
  if (field.type === "boolean" || field.options === null) return null;
  const isStatus = fieldTypeOf(company, table, field) === "status";
  return field.options.map((label) =>
    isStatus ? { id: label, label } : { id: optionId(company, table.schema.type, field, label), label },
  );
}

const addressParts = [
  "value",
  "street_number",
  "route",
  "subpremise",
  "locality",
  "sublocality",
  "admin_area_level_1",
  "admin_area_level_2",
  "country",
  "postal_code",
];

function subfieldsOf(field: Field, type: string) {
  if (type === "monetary")
    return [
      { field_code: "value", field_name: `Amount of ${field.label}`, field_type: "double" },
      { field_code: "currency", field_name: `Currency of ${field.label}`, field_type: "varchar" },
    ];
  if (type !== "address") return null;
  return addressParts.map((part) => ({
    field_code: part,
    field_name: `${part} of ${field.label}`,
    field_type: "varchar",
  }));
}
