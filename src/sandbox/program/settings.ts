import type { Crm } from "../crm/crm.ts";
import { CHANNELS, PEOPLE } from "../slack/people.ts";
import { CHANNELS as TEAMS_CHANNELS, PEOPLE as TEAMS_PEOPLE } from "../teams/people.ts";
import { type PipedriveWords, pipedriveWords, withoutPipedrive } from "./settings-pipedrive.ts";

type CrmName = Crm["name"];

const [CHANNEL] = CHANNELS;
const [TEAMS_CHANNEL] = TEAMS_CHANNELS;

/** What each connection syncs. */
const OBJECTS = {
  salesforce: "account, contact, deal, lead",
  hubspot: "account, contact, deal",
  pipedrive: "account, contact, deal",
} as const satisfies Readonly<Record<Crm["name"], string>>;

/** All simulated CRMs, in the order in which they are connected. */
const crmNames: readonly CrmName[] = ["salesforce", "hubspot", "pipedrive"];

/** HubSpot's leads are not synced: alone it has no such object. */
const leads = `  # Only Salesforce's are synced here.
  lead:
    match: [[email], [phone]]
    required: [email]
    doNotSync: do_not_sync
    fields:
      do_not_sync: { salesforce: Do_Not_Sync__c }
      id: { salesforce: Crmsync_Id__c, direction: outbound }
`;

/** The sandbox's crmsync.yml: these CRMs (the first two when not told) both ways, one Slack channel and one of Teams. */
export function sandboxSettings(crms: readonly CrmName[] = ["salesforce", "hubspot"]): string {
  const { names, stage }: PipedriveWords = crms.includes("pipedrive") ? pipedriveWords() : withoutPipedrive;
  const people = (name: string) => {
    const slack = PEOPLE.find((one) => one.name === name)?.id;
    const teams = TEAMS_PEOPLE.find((one) => one.name === name)?.aadObjectId;
    return `["slack:${slack}", "teams:${teams}"]`;
  };
  return `# Written by the sandbox; a new one on every start.
workspace: sandbox

connections:
  # Listed first: at the first match of two records it wins, later the newer value.
${crms.map(connection).join("\n")}

objects:
  account:
    match: [[domain], [name]]
    fields:
      industry: { salesforce: Industry, hubspot: industry${names("account", "industry")} }
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id${names("account", "id")}, direction: outbound }
  contact:
    match: [[email], [first_name, last_name, account_id]]
    required: [email]
    doNotSync: do_not_sync
    fields:
      lead_source: { salesforce: LeadSource, hubspot: lead_source${names("contact", "lead_source")} }
      do_not_sync: { salesforce: Do_Not_Sync__c, hubspot: do_not_sync${names("contact", "do_not_sync")} }
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id${names("contact", "id")}, direction: outbound }
  deal:
    match: [[name, account_id]]
    doNotSync: do_not_sync
    fields:${stage}
      do_not_sync: { salesforce: Do_Not_Sync__c, hubspot: do_not_sync${names("deal", "do_not_sync")} }
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id${names("deal", "id")}, direction: outbound }
${crms.every((crm) => crm === "hubspot") ? "" : leads}
channels:
  ops: # ${CHANNEL?.name}
    platform: slack
    channel: ${CHANNEL?.id}
    digest: { at: "08:30", zone: UTC }
  teams-alerts: # ${TEAMS_CHANNEL?.name}
    platform: teams
    channel: "${TEAMS_CHANNEL?.id}"
    digest: { at: "08:30", zone: UTC }

roles:
  viewer: ${people("viewer")}
  operator: ${people("operator")}
  admin: ${people("admin")}
`;
}

function connection(crm: CrmName): string {
  return `  ${crm}:
    provider: ${crm}
    objects: [${OBJECTS[crm]}]
    poll: 5s
    share: 100
    writeMode: upsert`;
}

/**
 * The CRMs that SANDBOX_CRMS names, e.g. "salesforce,hubspot": all of them when it is not set. Throws on a name that is
 * not known.
 */
export function chosenCrms(names: string | undefined): readonly CrmName[] {
  const wanted = (names ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = wanted.filter((name) => !crmNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`SANDBOX_CRMS: unknown ${unknown.join(", ")}; known: ${crmNames.join(", ")}`);
  return wanted.length === 0 ? crmNames : crmNames.filter((name) => wanted.includes(name));
}

/** SANDBOX_SIGN_IN: "chat" leaves the first sign-in to a person, without it the sandbox does it. Throws on anything else. */
export function signsIn(given: string | undefined): boolean {
  const how = (given ?? "").trim().toLowerCase();
  if (how !== "" && how !== "chat") throw new Error(`SANDBOX_SIGN_IN: unknown ${how}; known: chat`);
  return how === "";
}
