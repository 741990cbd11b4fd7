import type { FieldType, ObjectName, ProviderId } from "../../engine/index.ts";

/** What this version can run. A name that is known but not here is refused, so that nobody waits for what never comes. */
export const providers = ["salesforce", "hubspot", "pipedrive"] as const satisfies readonly ProviderId[];
export const platforms = ["slack", "teams"] as const;
/** Parents first. */
export const objects: readonly ObjectName[] = ["owner", "account", "contact", "deal", "lead", "activity", "event"];

/** There only where the file speaks of them: what is not asked for has no view and costs no call. */
export const onDemand: readonly ObjectName[] = ["owner", "activity", "event"];

/** The workspace's own: in a CRM only where the file names a place for them. */
export const placed: readonly ObjectName[] = ["event"];

/** What only comes in: a CRM's administrators make it. */
export const readOnly: readonly ObjectName[] = ["owner"];

/** What each provider's CRM has of them. HubSpot's leads hang on a contact and have none of our lead's fields. */
export const providerObjects: Readonly<Record<ProviderId, readonly ObjectName[]>> = {
  salesforce: ["owner", "account", "contact", "deal", "lead", "activity"],
  hubspot: ["owner", "account", "contact", "deal", "activity"],
  pipedrive: ["owner", "account", "contact", "deal", "lead", "activity"],
};

/**
 * Synced only where a connection lists them. A lead of Pipedrive has no name and no address of its own: those of the
 * person that it hangs on can be read, but ours cannot be written there.
 */
export const onlyListed: Readonly<Partial<Record<ProviderId, readonly ObjectName[]>>> = {
  salesforce: ["owner", "activity"],
  hubspot: ["owner", "activity"],
  pipedrive: ["owner", "lead", "activity"],
};

/** The CRM's own names that our objects bear already, in all the ways that the CRM writes them. */
export const takenNames: Readonly<Record<ProviderId, Readonly<Record<string, ObjectName>>>> = {
  salesforce: {
    Account: "account",
    Contact: "contact",
    Opportunity: "deal",
    Lead: "lead",
    Task: "activity",
    User: "owner",
  },
  hubspot: {
    owners: "owner",
    companies: "account",
    company: "account",
    "0-2": "account",
    contacts: "contact",
    contact: "contact",
    "0-1": "contact",
    deals: "deal",
    deal: "deal",
    "0-3": "deal",
    activities: "activity",
  },
  pipedrive: {},
};

/** Names whose views or paths would stand where something else stands: tables of ours, and words of the interfaces. */
export const takenWords: readonly string[] = [
  "action",
  "connection",
  "cursor",
  "default",
  "digest",
  "drift",
  "field_value",
  "incident",
  "lease",
  "link",
  "outcome",
  "post",
  "record",
  "run",
  "run_record",
  "schema",
  "seen_request",
  "setting",
  "sign_in",
  "unknown_error",
  "usage_sample",
];

/** Known names that come in a later version: silently ignoring a filter would sync what was meant to stay out. */
export const later = {
  providers: [] as readonly string[],
  objects: [] as readonly string[],
  keys: {} as Readonly<Record<string, readonly string[]>>,
};

export const noticeKinds = ["incidents", "progress", "failures", "digest"] as const;

export const logLevels = ["debug", "info", "warn", "error"] as const;

/** Our own field names; every object has `id` too. */
export const standardFields: Readonly<Record<ObjectName, readonly string[]>> = {
  owner: ["name", "email", "active"],
  account: ["name", "domain", "phone"],
  contact: ["first_name", "last_name", "email", "phone", "title", "account_id"],
  deal: ["name", "amount", "stage", "close_date", "account_id"],
  lead: ["first_name", "last_name", "email", "phone", "company", "status"],
  activity: ["subject", "type", "due", "done", "body", "contact_id", "account_id", "deal_id"],
  event: ["name", "at", "email", "user_id", "properties", "contact_id"],
};

/** In effect only where the file names them: sets of references, which cost calls of their own. */
export const optionalFields: Readonly<Record<ObjectName, Readonly<Record<string, ObjectName>>>> = {
  deal: { contact_ids: "contact" },
};

/** Which standard field points to which object by our id. */
export const standardReferences: Readonly<Record<ObjectName, Readonly<Record<string, ObjectName>>>> = {
  contact: { account_id: "account" },
  deal: { account_id: "account" },
  activity: { contact_id: "contact", account_id: "account", deal_id: "deal" },
  event: { contact_id: "contact" },
};

/** Two levels at most: the second is asked only where the first finds nobody. */
export const standardMatch: Readonly<Record<ObjectName, readonly (readonly string[])[]>> = {
  owner: [["email"]],
  account: [["domain"], ["name"]],
  contact: [["email"], ["first_name", "last_name", "account_id"]],
  deal: [
    ["name", "account_id"],
    ["name", "amount", "close_date"],
  ],
  lead: [["email"], ["phone"]],
  activity: [["subject", "due", "contact_id"]],
  // An event happened: it is never the same as another.
  event: [],
};

/** What each provider's sign-in needs. */
export const providerSecrets: Readonly<Record<ProviderId, readonly EnvName[]>> = {
  salesforce: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"],
  hubspot: ["HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET"],
  pipedrive: ["PIPEDRIVE_CLIENT_ID", "PIPEDRIVE_CLIENT_SECRET"],
};

/** Without the signing secret anybody could press our buttons; with SLACK_APP_TOKEN nothing comes over HTTP. */
export const slackSecrets: readonly EnvName[] = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"];

/** Who we are to Microsoft, how we prove it, and whose directory the people are in. */
export const teamsSecrets = [
  "TEAMS_APP_ID",
  "TEAMS_APP_PASSWORD",
  "TEAMS_TENANT_ID",
] as const satisfies readonly EnvName[];

/** Variables whose value is never shown; each may come from a file named by NAME_FILE. */
export const secretNames = [
  "CRMSYNC_SECRET",
  "DATABASE_URL",
  "SLACK_BOT_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_APP_TOKEN",
  "TEAMS_APP_PASSWORD",
  "SALESFORCE_CLIENT_SECRET",
  "HUBSPOT_CLIENT_SECRET",
  "PIPEDRIVE_CLIENT_SECRET",
  "CRMSYNC_API_TOKENS",
  "PIPEDRIVE_WEBHOOK_SECRET",
  "PIPEDRIVE_WEBHOOK_PASSWORD",
] as const;

const plainNames = [
  "CRMSYNC_CONFIG",
  "CRMSYNC_SANDBOX",
  "PORT",
  "HOST",
  "PUBLIC_URL",
  "LOG_LEVEL",
  "SANDBOX_PORT",
  "SANDBOX_CRMS",
  "SLACK_API_URL",
  "TEAMS_APP_ID",
  "TEAMS_TENANT_ID",
  "TEAMS_OPENID_METADATA_URL",
  "TEAMS_LOGIN_URL",
  "TEAMS_ALLOW_UNAUTHENTICATED",
  "SALESFORCE_CLIENT_ID",
  "SALESFORCE_LOGIN_URL",
  "HUBSPOT_CLIENT_ID",
  "HUBSPOT_API_URL",
  "HUBSPOT_AUTH_URL",
  "PIPEDRIVE_CLIENT_ID",
  "PIPEDRIVE_API_URL",
  "PIPEDRIVE_OAUTH_URL",
  "PIPEDRIVE_WEBHOOK_USER",
] as const;

export type SecretName = (typeof secretNames)[number];
export type EnvName = SecretName | (typeof plainNames)[number];

/** Every variable that the program reads; a secret's file is named by NAME_FILE besides. */
export const envNames: readonly EnvName[] = [...secretNames, ...plainNames];

/** The types that a field of ours may be said to have; references are said by `reference:OBJECT`. */
export const fieldTypes = [
  "string",
  "email",
  "phone",
  "url",
  "number",
  "currency",
  "integer",
  "boolean",
  "date",
  "datetime",
  "picklist",
  "multipicklist",
] as const satisfies readonly FieldType[];
