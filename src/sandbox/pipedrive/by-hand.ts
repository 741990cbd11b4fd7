import type { Fields } from "../crm/schema.ts";
import type { Row, Table } from "../crm/table.ts";
import type { Company } from "./company.ts";
import { optionOf } from "./company.ts";
import { keptPoints, primaryOf } from "./contact-points.ts";
import { dealDerived } from "./deal-rules.ts";
import { fieldTypeOf, isJson, isReference } from "./field-types.ts";
import { showLead, showNote } from "./lead-shape.ts";
import { customOf, everything, namesOf, type Shown, show } from "./shapes.ts";
import { isObject } from "./values.ts";

type Given = Readonly<Record<string, unknown>>;

/**
 * What a person wrote, as the table keeps it. People may use the API's own names and shapes (emails, custom_fields, ids
 * of options) or simpler ones: `email`, first and last name, the label of a field or an option.
 */
export function takenByHand(company: Company, table: Table, given: Given, before: Row | null, now: number): Given {
  const { custom_fields: custom, emails, phones, first_name: first, last_name: last, ...plain } = given;
  const all: Record<string, unknown> = { ...plain, ...(isObject(custom) ? custom : {}) };
  const taken: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(all)) {
    const code = codeOf(table, name);
    taken[code] = keptByHand(company, table, code, raw);
  }
  if (table.schema.type === "persons") {
    if (Array.isArray(emails)) taken.email = keptPoints(emails);
    if (Array.isArray(phones)) taken.phone = keptPoints(phones);
    if (first !== undefined || last !== undefined) taken.name = wholeName(before, first, last);
  }
  if (table.schema.type !== "deals") return taken;
  const { stage_id, pipeline_id } = dealDerived(company, before, stageOnly(taken), now);
  const placed = stage_id === undefined ? {} : { stage_id, pipeline_id };
  return { ...taken, ...placed };
}

/** All fields of a record under the API's names, custom ones also by their code: what the control interface shows. */
export function viewByHand(company: Company, row: Row, table: Table): Given {
  const { type } = table.schema;
  const custom = customOf(company, table, row, { ...everything });
  return { ...shownAs(company, type, row), ...custom, ...pointsByHand(type, row.fields), ...labelsOf(table, row) };
}

/** What a merge sets on the survivor: what it lacks, and for persons the addresses of both. */
export function mergedFields(winner: Row, loser: Row): Fields {
  const lacking = Object.entries(loser.fields).filter(([name]) => (winner.fields[name] ?? null) === null);
  return Object.fromEntries(lacking);
}

function shownAs(company: Company, type: string, row: Row): Shown {
  if (type === "leads") return showLead(company, row);
  return type === "notes" ? showNote(company, row) : show(company, type, row);
}

function pointsByHand(type: string, fields: Fields): Given {
  return type === "persons" ? { email: primaryOf(fields.email), phone: primaryOf(fields.phone) } : {};
}

/** Options as people see them: by their labels. */
function labelsOf(table: Table, row: Row): Given {
  const picklists = [...table.schema.fields.values()].filter((one) => one.type === "picklist" && one.several !== true);
  return Object.fromEntries(picklists.map(({ name }) => [name, row.fields[name] ?? null]));
}

function codeOf(table: Table, name: string): string {
  if (table.schema.fields.has(name)) return name;
  const wanted = name.toLowerCase();
  const named = [...table.schema.fields.values()].find((one) => one.custom && one.label.toLowerCase() === wanted);
  return named?.name ?? name;
}

function keptByHand(company: Company, table: Table, code: string, raw: unknown): unknown {
  const field = table.schema.fields.get(code);
  if (field === undefined || raw === null || raw === undefined) return raw;
  const { type } = table.schema;
  const fieldType = fieldTypeOf(company, table, field);
  const label = (one: unknown) => (typeof one === "number" ? (optionOf(company, type, field, one) ?? one) : one);
  if (fieldType === "enum") return label(raw);
  if (fieldType === "set") return JSON.stringify((Array.isArray(raw) ? raw : [raw]).map(label));
  if (isJson(fieldType) && typeof raw === "object") return JSON.stringify(raw);
  return isReference(fieldType) ? String(raw) : raw;
}

function stageOnly(taken: Given): Fields {
  const { stage_id: stage, pipeline_id: pipeline } = taken;
  return {
    ...(stage !== undefined && { stage_id: Number(stage) }),
    ...(pipeline !== undefined && { pipeline_id: Number(pipeline) }),
  };
}

function wholeName(before: Row | null, first: unknown, last: unknown): string {
  const known = before === null ? { first: null, last: null } : namesOf(before);
  const parts = [first === undefined ? known.first : first, last === undefined ? known.last : last];
  return parts.filter((part) => typeof part === "string" && part !== "").join(" ");
}
