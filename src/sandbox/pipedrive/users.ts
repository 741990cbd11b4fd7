import type { Answer } from "../crm/crm.ts";
import { type Ask, refuse, success, tableFor, usersOf } from "./ask.ts";
import type { CompanyUser } from "./company.ts";
import { domainOf } from "./home.ts";
import { notFound } from "./refusal.ts";
import { oldTimeOf } from "./times.ts";

const madeAt = oldTimeOf(Date.UTC(2022, 4, 10, 8));

/** `GET /api/v1/users/me`: who the token speaks for, and of which company. */
export function readMe(ask: Ask): Answer {
  const { company } = ask;
  const user = usersOf(ask.crm, company).find((one) => String(one.id) === ask.userId);
  if (user === undefined) return refuse(notFound("User"));
  return success(
    {
      ...userShape(user, ask.userId),
      company_id: Number(company.account.id),
      company_name: company.account.label,
      company_domain: domainOf(company.account),
      company_country: "EE",
      company_industry: null,
      language: { language_code: "en", country_code: "US" },
    },
    1,
  );
}

/** `GET /api/v1/users`: all at once, those who have left too. */
export function listUsers(ask: Ask): Answer {
  const shown = usersOf(ask.crm, ask.company).map((one) => userShape(one, ask.userId));
  return success(shown, shown.length);
}

export function readUser(ask: Ask): Answer {
  const found = usersOf(ask.crm, ask.company).find((one) => String(one.id) === ask.params.id);
  return found === undefined ? refuse(notFound("User")) : success(userShape(found, ask.userId), 1);
}

/** `GET /api/v1/users/{id}/permissions`: follows what the connected user may do with deals and people. */
export function readPermissions(ask: Ask): Answer {
  if (!usersOf(ask.crm, ask.company).some((one) => String(one.id) === ask.params.id)) return refuse(notFound("User"));
  const may = (type: string) => tableFor(ask, type).schema.write;
  return success(
    {
      can_add_custom_fields: true,
      can_add_products: true,
      can_bulk_edit_items: true,
      can_change_visibility_of_items: true,
      can_create_own_workflow: true,
      can_delete_activities: may("activities"),
      can_delete_custom_fields: true,
      can_delete_deals: may("deals"),
      can_edit_custom_fields: true,
      can_edit_deals_closed_date: may("deals"),
      can_edit_products: true,
      can_edit_shared_filters: true,
      can_export_data_from_lists: true,
      can_follow_other_users: true,
      can_merge_deals: may("deals"),
      can_merge_organizations: may("organizations"),
      can_merge_people: may("persons"),
      can_modify_labels: true,
      can_see_company_wide_statistics: true,
      can_see_deals_list_summary: true,
      can_see_hidden_items_names: false,
      can_see_other_users: true,
      can_see_other_users_statistics: true,
      can_see_security_dashboard: false,
      can_share_filters: true,
      can_use_api: true,
      can_use_email_tracking: true,
      can_use_import: true,
    },
    1,
  );
}

function userShape(user: CompanyUser, ownId: string) {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    default_currency: "USD",
    locale: "en_US",
    lang: 1,
    phone: null,
    activated: true,
    last_login: madeAt,
    created: madeAt,
    modified: madeAt,
    has_created_company: user.admin,
    access: [{ app: "sales", admin: user.admin, permission_set_id: "00000000-0000-4000-8000-000000000001" }],
    active_flag: user.active,
    timezone_name: "Etc/UTC",
    timezone_offset: "+00:00",
    role_id: 1,
    icon_url: null,
    is_you: String(user.id) === ownId,
    is_deleted: false,
    is_admin: user.admin ? 1 : 0,
  };
}
