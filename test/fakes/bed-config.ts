import { createHash } from "node:crypto";
import { readConfig } from "../../src/config.ts";

/** Where the simulated CRMs are said to listen; nothing does. */
export const origins = {
  salesforce: "http://127.0.0.1:4001",
  hubspot: "http://127.0.0.1:4002",
  pipedrive: "http://127.0.0.1:4005",
} as const;
export type CrmName = keyof typeof origins;

/** A whole configuration of the bed: the given crmsync.yml and variables for every service. */
export function bedConfig(yaml: string, own: Readonly<Record<string, string>> = {}) {
  const env = {
    CRMSYNC_SECRET: createHash("sha256").update("bed").digest("hex"),
    DATABASE_URL: ":memory:",
    SLACK_BOT_TOKEN: "xoxb-bed-1",
    SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
    SLACK_API_URL: "http://127.0.0.1:4003/api/",
    TEAMS_APP_ID: "00000000-0000-4000-8000-0000000000cc",
    TEAMS_APP_PASSWORD: "teams-password",
    TEAMS_TENANT_ID: "00000000-0000-4000-8000-0000000000aa",
    TEAMS_LOGIN_URL: "http://127.0.0.1:4004/login",
    TEAMS_OPENID_METADATA_URL: "http://127.0.0.1:4004/openid",
    SALESFORCE_CLIENT_ID: "app",
    SALESFORCE_CLIENT_SECRET: "app-secret",
    SALESFORCE_LOGIN_URL: origins.salesforce,
    HUBSPOT_CLIENT_ID: "app",
    HUBSPOT_CLIENT_SECRET: "app-secret",
    HUBSPOT_API_URL: origins.hubspot,
    HUBSPOT_AUTH_URL: origins.hubspot,
    PIPEDRIVE_CLIENT_ID: "app",
    PIPEDRIVE_CLIENT_SECRET: "app-secret",
    PIPEDRIVE_API_URL: origins.pipedrive,
    PIPEDRIVE_OAUTH_URL: origins.pipedrive,
    ...own,
  };
  const read = readConfig({ env, readText: () => yaml, mode: () => 0o600 });
  if (!read.ok) throw new Error(JSON.stringify(read.faults, null, 2));
  return read.config;
}
