import type { Row, Table } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import type { Company } from "./company.ts";
import { pointsOf } from "./contact-points.ts";
import { additional } from "./extra-fields.ts";
import { timeOf } from "./times.ts";
import { shownValue } from "./values.ts";

/** What an answer shows beside the usual members. */
export interface Wanted {
  /** Codes of custom fields; null = all. */
  readonly custom: readonly string[] | null;
  readonly optionLabels: boolean;
  readonly labels: boolean;
  /** Members that are shown only when asked for. */
  readonly include: readonly string[];
}

export const everything: Wanted = { custom: null, optionLabels: false, labels: false, include: [] };

export type Shown = Readonly<Record<string, unknown>>;

const members: Readonly<Record<string, readonly string[]>> = {
  persons: ["name", "owner_id", "org_id", "visible_to", "label_ids", "picture_id"],
  organizations: [
    ..."name owner_id visible_to address label_ids website linkedin industry annual_revenue employee_count".split(" "),
  ],
  deals: [
    ..."title creator_user_id owner_id value person_id org_id stage_id pipeline_id currency archive_time".split(" "),
    ..."stage_change_time status is_archived probability lost_reason visible_to close_time won_time lost_time".split(
      " ",
    ),
    ..."expected_close_date label_ids source_lead_id".split(" "),
  ],
  activities: [
    ..."subject type owner_id creator_user_id deal_id lead_id person_id org_id due_date due_time duration busy".split(
      " ",
    ),
    ..."done marked_as_done_time location participants public_description priority note".split(" "),
  ],
};

/** What is shown for an empty member instead of null. */
const empties: Readonly<Record<string, unknown>> = {
  visible_to: 3,
  label_ids: [],
  is_archived: false,
  busy: false,
  done: false,
  participants: [],
  attendees: [],
};

/** A record as v2 shows it. Fields that the user may not see are left out. */
export function show(company: Company, type: string, row: Row, wanted: Wanted = everything): Shown {
  const table = tableOf(company.account, type);
  const shown: Record<string, unknown> = { id: Number(row.id) };
  for (const name of members[type] ?? []) {
    const value = memberOf(company, table, row, name, wanted);
    if (value !== undefined) shown[name] = value;
  }
  if (type === "persons") Object.assign(shown, personMembers(company, table, row));
  Object.assign(shown, additional(company, type, row, wanted.include));
  shown.add_time = timeOf(row.createdAt);
  shown.update_time = timeOf(row.modifiedAt);
  shown.is_deleted = row.deleted;
  if (type === "deals") Object.assign(shown, { origin: "API", origin_id: null, channel: null, channel_id: null });
  if (type !== "activities") shown.custom_fields = customOf(company, table, row, wanted);
  return shown;
}

/** The custom fields of a record by their codes. */
export function customOf(company: Company, table: Table, row: Row, wanted: Wanted): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const field of table.schema.fields.values()) {
    if (!field.custom || !field.read || wanted.custom?.includes(field.name) === false) continue;
    found[field.name] = shownValue({ company, table, field }, row.fields[field.name], wanted.optionLabels);
  }
  return found;
}

/** First and last name: as they were brought in, otherwise Pipedrive's guess, the last word and what stands before. */
export function namesOf(row: Row): { readonly first: string | null; readonly last: string | null } {
  const name = String(row.fields.name ?? "");
  const { first_name: first, last_name: last } = row.fields;
  if ([first, last].filter((part) => typeof part === "string").join(" ") === name && name !== "")
    return { first: first === null ? null : String(first), last: last === null ? null : String(last) };
  const words = name.trim().split(/\s+/);
  if (words.length < 2) return { first: words[0] || null, last: null };
  return { first: words.slice(0, -1).join(" "), last: words.at(-1) ?? null };
}

function memberOf(company: Company, table: Table, row: Row, name: string, wanted: Wanted): unknown {
  const field = table.schema.fields.get(name);
  if (field === undefined || !field.read) return undefined;
  const kept = row.fields[name];
  if (name === "owner_id" && (kept === null || kept === undefined)) return Number(row.createdBy);
  if (name === "creator_user_id") return Number(row.createdBy);
  if (name === "participants") return participantsIn(row);
  const value = shownValue({ company, table, field }, kept, name === "label_ids" && wanted.labels);
  return value ?? (name in empties ? empties[name] : null);
}

/** The linked person is the primary participant, also after a merge moved the link. */
function participantsIn(row: Row): readonly object[] {
  const { person_id: person, participants } = row.fields;
  const listed: { person_id: number; primary: boolean }[] =
    typeof participants === "string" ? JSON.parse(participants) : [];
  const others = listed.filter((one) => one.primary !== true);
  if (person === null || person === undefined) return others;
  const id = Number(person);
  return [{ person_id: id, primary: true }, ...others.filter((one) => one.person_id !== id)];
}

function personMembers(company: Company, table: Table, row: Row): Readonly<Record<string, unknown>> {
  const { fields } = table.schema;
  const { first, last } = namesOf(row);
  const readable = (code: string) => fields.get(code)?.read === true;
  const found: Record<string, unknown> = { first_name: first, last_name: last };
  if (readable("email")) found.emails = pointsOf(row.fields.email);
  if (readable("phone")) found.phones = pointsOf(row.fields.phone);
  for (const code of ["job_title", "birthday", "notes", "im", "postal_address"]) {
    const field = fields.get(code);
    if (field?.read === true) found[code] = shownValue({ company, table, field }, row.fields[code]);
  }
  return found;
}
