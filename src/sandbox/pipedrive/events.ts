import { nextNumber } from "../crm/accounts.ts";
import type { Wrote } from "../crm/crm.ts";
import type { Row } from "../crm/table.ts";
import { type Company, uuidOf, type WebhookPayload } from "./company.ts";
import { domainOf } from "./home.ts";
import { showLead, showNote } from "./lead-shape.ts";
import { type Shown, show } from "./shapes.ts";

const entities: Readonly<Record<string, string>> = {
  persons: "person",
  organizations: "organization",
  deals: "deal",
  leads: "lead",
  activities: "activity",
  notes: "note",
};

/** Puts what happened on its way to every webhook that asked for it; what falls into a ban is lost. */
export function announce(company: Company, event: Wrote, now: number): void {
  const entity = entities[event.type] ?? event.type;
  const action = event.after.deleted ? "delete" : event.before === null ? "create" : "change";
  const wanting = company.webhooks.filter(
    (one) => (one.object === "*" || one.object === entity) && (one.action === "*" || one.action === action),
  );
  if (wanting.length === 0) return;
  const { data, previous } = contentOf(company, event, action);
  const id = uuidOf(`${company.account.id}/event/${nextNumber(company.account, "event")}`);
  for (const webhook of wanting) {
    if (now < webhook.bannedUntil) continue;
    const isApp = event.userId === company.account.appUser.id;
    const meta = {
      action,
      entity,
      entity_id: event.after.id,
      id,
      company_id: company.account.id,
      user_id: event.userId,
      webhook_id: String(webhook.id),
      webhook_owner_id: String(webhook.ownerId),
      correlation_id: id,
      timestamp: new Date(now).toISOString(),
      version: "2.0",
      type: "general",
      change_source: isApp ? "api" : "app",
      is_bulk_edit: false,
      attempt: 1,
      host: `${domainOf(company.account)}.pipedrive.com`,
      permitted_user_ids: company.users.filter((one) => one.active).map((one) => String(one.id)),
      ...(event.mergedTo !== undefined && { merged_to_id: event.mergedTo }),
      ...(event.mergedFrom !== undefined && { merged_from_id: event.mergedFrom }),
    };
    const payload: WebhookPayload = { meta, data, previous };
    company.deliveries.push({ webhook, headers: headersOf(webhook), payload, attempt: 1, dueAt: now });
  }
}

function contentOf(company: Company, event: Wrote, action: string): Pick<WebhookPayload, "data" | "previous"> {
  const before = event.before === null ? null : shown(company, event.type, event.before);
  if (action === "delete") return { data: null, previous: before };
  const data = shown(company, event.type, event.after);
  return { data, previous: before === null ? null : changedIn(before, data) };
}

/** The former values of what is different now. */
function changedIn(before: Shown, after: Shown): Shown {
  const isOther = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(after[name]);
  return Object.fromEntries(Object.entries(before).filter(isOther));
}

function shown(company: Company, type: string, row: Row): Shown {
  if (type === "leads") return showLead(company, row);
  return type === "notes" ? showNote(company, row) : show(company, type, row);
}

function headersOf({ user, password }: { readonly user: string | null; readonly password: string | null }) {
  const json = { "content-type": "application/json", "user-agent": "Pipedrive Webhooks" };
  if (user === null) return json;
  const basic = Buffer.from(`${user}:${password ?? ""}`).toString("base64");
  return { ...json, authorization: `Basic ${basic}` };
}
