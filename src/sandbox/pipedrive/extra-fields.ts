import { lookup, type Row } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import type { Company } from "./company.ts";
import { shownValue } from "./values.ts";

const counts = [
  "email_messages_count",
  "activities_count",
  "done_activities_count",
  "undone_activities_count",
  "files_count",
  "notes_count",
  "followers_count",
] as const;
const activityIds = ["next_activity_id", "last_activity_id"] as const;
const dealCounts = [
  "open_deals_count",
  "related_open_deals_count",
  "closed_deals_count",
  "related_closed_deals_count",
  "won_deals_count",
  "related_won_deals_count",
  "lost_deals_count",
  "related_lost_deals_count",
] as const;
const mailTimes = ["last_incoming_mail_time", "last_outgoing_mail_time"] as const;

/** What `include_fields` may name, per record type. */
export const extraFields: Readonly<Record<string, readonly string[]>> = {
  persons: [
    ...activityIds,
    ...dealCounts,
    "participant_open_deals_count",
    "participant_closed_deals_count",
    ...counts,
    ...mailTimes,
    "marketing_status",
    "doi_status",
    "smart_bcc_email",
  ],
  organizations: [...activityIds, ...dealCounts, ...counts, "people_count", "smart_bcc_email"],
  deals: [
    ...activityIds,
    "first_won_time",
    "products_count",
    ...counts,
    "participants_count",
    ...mailTimes,
    "smart_bcc_email",
    "source_lead_id",
  ],
  activities: ["attendees"],
};

/** The field by which records of other types point to one of this type. */
const pointers: Readonly<Record<string, string>> = { persons: "person_id", organizations: "org_id", deals: "deal_id" };

/** The members that were asked for. Mail, files and followers are not kept here: they count as none. */
export function additional(
  company: Company,
  type: string,
  row: Row,
  include: readonly string[],
): Readonly<Record<string, unknown>> {
  if (include.length === 0) return {};
  const pointer = pointers[type] ?? "";
  const pointing = (other: string) => lookup(tableOf(company.account, other), pointer, row.id);
  const value = (name: string): unknown => {
    if (name === "attendees") return attendeesOf(company, row);
    if (name === "activities_count") return pointing("activities").length;
    if (name === "done_activities_count")
      return pointing("activities").filter((one) => one.fields.done === true).length;
    if (name === "undone_activities_count")
      return pointing("activities").filter((one) => one.fields.done !== true).length;
    if (name === "notes_count") return pointing("notes").length;
    if (name === "people_count") return pointing("persons").length;
    const status = /^(open|closed|won|lost)_deals_count$/.exec(name)?.[1];
    if (status !== undefined) return pointing("deals").filter((one) => isOf(one, status)).length;
    if (name === "participants_count")
      return row.fields.person_id === undefined || row.fields.person_id === null ? 0 : 1;
    if (name === "first_won_time" || name === "source_lead_id") return row.fields[name] ?? row.fields.won_time ?? null;
    if (name === "smart_bcc_email") return `${company.account.id}+${type}${row.id}@pipedrivemail.example`;
    return name.endsWith("_count") ? 0 : null;
  };
  return Object.fromEntries(include.map((name) => [name, value(name)]));
}

function isOf(deal: Row, status: string): boolean {
  const own = deal.fields.status ?? "open";
  return status === "closed" ? own !== "open" : own === status;
}

function attendeesOf(company: Company, row: Row): unknown {
  const table = tableOf(company.account, "activities");
  const field = table.schema.fields.get("attendees");
  return field === undefined ? [] : (shownValue({ company, table, field }, row.fields.attendees) ?? []);
}
