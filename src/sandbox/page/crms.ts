/** The CRMs as the page shows them: their names, the tables worth a look and what stands in their columns. */
export const CRMS = {
  salesforce: {
    label: "Salesforce",
    day: "Daily",
    types: {
      Contact: ["FirstName", "LastName", "Email", "LeadSource"],
      Account: ["Name", "Website", "Industry"],
      Opportunity: ["Name", "StageName", "Amount", "CloseDate"],
      Lead: ["FirstName", "LastName", "Company", "Status"],
    },
    converts: "Lead",
  },
  hubspot: {
    label: "HubSpot",
    day: "Daily",
    types: {
      contacts: ["firstname", "lastname", "email", "lead_source"],
      companies: ["name", "domain", "industry"],
      deals: ["dealname", "dealstage", "amount", "closedate"],
    },
    converts: null,
  },
  pipedrive: {
    label: "Pipedrive",
    day: "Tokens",
    types: {
      persons: ["first_name", "last_name", "email", "Lead source"],
      organizations: ["name", "website", "industry"],
      deals: ["title", "status", "stage_id", "value"],
      leads: ["title", "value", "is_archived"],
      activities: ["subject", "type", "due_date", "done"],
    },
    converts: "leads",
  },
} as const satisfies Readonly<Record<string, CrmLook>>;

interface CrmLook {
  readonly label: string;
  /** What its limit of the day counts. */
  readonly day: string;
  /** Columns by type: fields, or the labels of fields that have no better name. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** The type whose records a person may turn into a contact, an account and a deal. */
  readonly converts: string | null;
}

export type CrmName = keyof typeof CRMS;

/** The connected CRMs that the page can draw, in the sandbox's order; none until the sandbox has answered. */
export function crmsOf(names: readonly string[]): readonly CrmName[] {
  return names.filter((name): name is CrmName => Object.hasOwn(CRMS, name));
}
