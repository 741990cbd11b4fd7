import type { Account } from "../crm/accounts.ts";
import type { Crm } from "../crm/crm.ts";
import type { Fields, Value } from "../crm/schema.ts";
import { lookup, type Row } from "../crm/table.ts";
import { tableOf, write } from "../crm/writes.ts";

type Wish = Readonly<Record<string, unknown>>;

/**
 * What a seller's "Convert" does. The lead joins the account and the contact that `accountId` and `contactId` name, else
 * those of the same name and the same e-mail, else new ones; an opportunity is made unless `opportunity` is false (or
 * `opportunityId` names one). The lead stays, and nobody may change it any more. Answers the lead, or what is wrong.
 */
export function convertLead(crm: Crm, account: Account, lead: Row, wish: Wish): Row | string {
  const { fields } = lead;
  for (const [name, type] of [
    ["accountId", "Account"],
    ["contactId", "Contact"],
    ["opportunityId", "Opportunity"],
  ] as const) {
    const row = wish[name] === undefined ? undefined : tableOf(account, type).latest.get(String(wish[name]));
    if (wish[name] !== undefined && (row === undefined || row.deleted)) return `${name}: there is no such ${type}`;
  }
  const make = (type: string, made: Fields) => create(crm, account, type, made);
  const named = (name: string) => (wish[name] === undefined ? null : String(wish[name]));
  const { Company, LastName, Email } = fields;
  const AccountId =
    named("accountId") ??
    same(account, "Account", "Name", Company) ??
    make("Account", { Name: Company ?? LastName ?? "" });
  const person = { FirstName: fields.FirstName ?? null, LastName: LastName ?? null, Email: Email ?? null };
  const ConvertedContactId =
    named("contactId") ??
    same(account, "Contact", "Email", Email) ??
    make("Contact", { ...person, Phone: fields.Phone ?? null, LeadSource: fields.LeadSource ?? null, AccountId });
  const deal = { Name: `${Company ?? LastName}-`, StageName: "Prospecting", CloseDate: endOfQuarter(crm.world.now()) };
  const ConvertedOpportunityId =
    named("opportunityId") ?? (wish.opportunity === false ? null : make("Opportunity", { ...deal, AccountId }));
  const change = {
    op: "update",
    type: "Lead",
    id: lead.id,
    fields: {
      Status: "Closed - Converted",
      IsConverted: true,
      ConvertedDate: dayOf(crm.world.now()),
      ConvertedAccountId: AccountId,
      ConvertedContactId,
      ConvertedOpportunityId,
    },
  } as const;
  const done = write(crm, account, account.person.id, change, { checked: false, stored: true, hold: "converted" });
  return done.ok ? done.row : "the lead is gone";
}

function create(crm: Crm, account: Account, type: string, fields: Fields): string {
  const change = { op: "create", type, id: null, fields } as const;
  const done = write(crm, account, account.person.id, change, { checked: false, stored: true });
  if (!done.ok) throw new Error(`a ${type} could not be made while a lead was converted`);
  return done.row.id;
}

function same(account: Account, type: string, field: string, value: Value | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  return lookup(tableOf(account, type), field, String(value))[0]?.id ?? null;
}

/** What Salesforce proposes as the close date of a deal that comes from a lead. */
function endOfQuarter(now: number): string {
  const date = new Date(now);
  return dayOf(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3 + 3, 0));
}

/** The day in UTC: yyyy-MM-dd. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
