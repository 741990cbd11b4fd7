import type { Row } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import type { Company } from "./company.ts";
import { customOf, everything, type Shown } from "./shapes.ts";
import { oldTimeOf, timeOf } from "./times.ts";
import { shownValue } from "./values.ts";

/** A lead as v1 shows it: custom fields stand beside the others, under the codes of deals. Times are ISO here. */
export function showLead(company: Company, row: Row): Shown {
  const table = tableOf(company.account, "leads");
  const of = (name: string): unknown => {
    const field = table.schema.fields.get(name);
    return field === undefined || !field.read ? null : shownValue({ company, table, field }, row.fields[name]);
  };
  const owner = Number(of("owner_id") ?? row.createdBy);
  return {
    id: row.id,
    title: of("title"),
    owner_id: owner,
    creator_id: Number(row.createdBy),
    label_ids: of("label_ids") ?? [],
    person_id: of("person_id"),
    organization_id: of("organization_id"),
    source_name: of("source_name") ?? "API",
    origin: "API",
    origin_id: null,
    channel: null,
    channel_id: null,
    source_deal_id: null,
    is_archived: of("is_archived") ?? false,
    was_seen: of("was_seen") ?? false,
    value: of("value"),
    expected_close_date: of("expected_close_date"),
    next_activity_id: null,
    add_time: timeOf(row.createdAt),
    update_time: timeOf(row.modifiedAt),
    visible_to: String(of("visible_to") ?? "3"),
    cc_email: `${company.account.id}+lead${row.id}@pipedrivemail.example`,
    ...customOf(company, table, row, everything),
  };
}

/** A note as v1 shows it; times in v1's own form. */
export function showNote(company: Company, row: Row): Shown {
  const { fields } = row;
  const number = (name: string) => (fields[name] === null || fields[name] === undefined ? null : Number(fields[name]));
  return {
    id: Number(row.id),
    active_flag: !row.deleted,
    content: fields.content ?? "",
    user_id: number("user_id") ?? Number(row.createdBy),
    last_update_user_id: Number(row.modifiedBy),
    deal_id: number("deal_id"),
    person_id: number("person_id"),
    org_id: number("org_id"),
    lead_id: fields.lead_id ?? null,
    project_id: null,
    pinned_to_deal_flag: fields.pinned_to_deal_flag === true,
    pinned_to_organization_flag: fields.pinned_to_organization_flag === true,
    pinned_to_person_flag: fields.pinned_to_person_flag === true,
    add_time: oldTimeOf(row.createdAt),
    update_time: oldTimeOf(row.modifiedAt),
    user: { name: company.users.find((one) => one.id === Number(row.createdBy))?.name ?? null },
  };
}
