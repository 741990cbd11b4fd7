import { CHANNELS, PEOPLE } from "../slack/people.ts";
import { CHANNELS as TEAMS_CHANNELS, PEOPLE as TEAMS_PEOPLE } from "../teams/people.ts";
import { noThirdCrm, type ThirdCrm } from "./settings-pipedrive.ts";

const [CHANNEL] = CHANNELS;
const [TEAMS_CHANNEL] = TEAMS_CHANNELS;

/** The sandbox's crmsync.yml: two CRMs, or three, both ways, one Slack channel and one of Teams. */
export function sandboxSettings(third: ThirdCrm = noThirdCrm): string {
  const { names, stage } = third;
  const people = (name: string) => {
    const slack = PEOPLE.find((one) => one.name === name)?.id;
    const teams = TEAMS_PEOPLE.find((one) => one.name === name)?.aadObjectId;
    return `["slack:${slack}", "teams:${teams}"]`;
  };
  return `# Written by the sandbox; a new one on every start.
workspace: sandbox

connections:
  # Listed first: at the first match of two records Salesforce wins, later the newer value.
  salesforce:
    provider: salesforce
    objects: [account, contact, deal, lead]
    poll: 5s
    share: 100
    writeMode: upsert
  hubspot:
    provider: hubspot
    objects: [account, contact, deal]
    poll: 5s
    share: 100
    writeMode: upsert${third.connection}

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
  # Only Salesforce has leads here.
  lead:
    match: [[email], [phone]]
    required: [email]
    doNotSync: do_not_sync
    fields:
      do_not_sync: { salesforce: Do_Not_Sync__c }
      id: { salesforce: Crmsync_Id__c, direction: outbound }

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
