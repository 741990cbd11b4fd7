import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { TENANT } from "../teams/people.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where things of this sandbox are. */
export interface Places {
  readonly sandbox: string;
  readonly salesforce: string;
  readonly hubspot: string;
  readonly pipedrive: string;
  readonly slack: string;
  readonly teams: string;
  readonly config: string;
  readonly database: string;
  readonly port: number;
}

/** The names and secrets under which the daemon is known to the simulated services. */
export interface Credentials {
  readonly slackToken: string;
  /** Opens sockets to the simulated Slack; null = the daemon is reached over HTTP. */
  readonly appToken: string | null;
  readonly signingSecret: string;
  readonly salesforce: { readonly id: string; readonly secret: string };
  readonly hubspot: { readonly id: string; readonly secret: string };
  readonly pipedrive: { readonly id: string; readonly secret: string };
  readonly teams: { readonly id: string; readonly secret: string; readonly tenantId: string };
}

/** The daemon's port: the one that is set, else the usual one if `usual` and it is free, else any free one. */
export async function daemonPort(env: Env, usual: boolean): Promise<number> {
  const given = env.PORT?.trim() ?? "";
  if (given !== "") return Number(given);
  return (usual ? await freePort(3000) : null) ?? (await freePort(0)) ?? 3000;
}

/** Credentials of a new sandbox; those that are set in the environment hold. */
export function credentials(env: Env): Credentials {
  return {
    slackToken: env.SLACK_BOT_TOKEN || "xoxb-sandbox-0001",
    appToken: env.SLACK_APP_TOKEN?.trim() || null,
    signingSecret: env.SLACK_SIGNING_SECRET || randomBytes(16).toString("hex"),
    salesforce: {
      id: env.SALESFORCE_CLIENT_ID || "sandbox-salesforce",
      secret: env.SALESFORCE_CLIENT_SECRET || secret(),
    },
    hubspot: { id: env.HUBSPOT_CLIENT_ID || "sandbox-hubspot", secret: env.HUBSPOT_CLIENT_SECRET || secret() },
    pipedrive: {
      id: env.PIPEDRIVE_CLIENT_ID || "sandbox-pipedrive",
      secret: env.PIPEDRIVE_CLIENT_SECRET || secret(),
    },
    teams: {
      id: env.TEAMS_APP_ID || "00000000-0000-4000-8000-0000000000cc",
      secret: env.TEAMS_APP_PASSWORD || secret(),
      tenantId: env.TEAMS_TENANT_ID || TENANT,
    },
  };
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

/** All that a daemon needs to join this sandbox. A variable that is set in the environment wins. */
export function daemonEnv(env: Env, places: Places, known: Credentials): Readonly<Record<string, string>> {
  const host = env.HOST || "127.0.0.1";
  const ours: Record<string, string> = {
    CRMSYNC_SANDBOX: places.sandbox,
    CRMSYNC_CONFIG: places.config,
    DATABASE_URL: `sqlite:${places.database}`,
    CRMSYNC_SECRET: randomBytes(32).toString("base64url"),
    CRMSYNC_API_TOKENS: ["viewer", "operator", "admin"].map((role) => `${role}:${role}:${secret()}`).join(" "),
    HOST: host,
    PORT: String(places.port),
    PUBLIC_URL: `http://${host.includes(":") ? `[${host}]` : host}:${places.port}`,
    SLACK_BOT_TOKEN: known.slackToken,
    ...(known.appToken === null ? {} : { SLACK_APP_TOKEN: known.appToken }),
    SLACK_SIGNING_SECRET: known.signingSecret,
    SLACK_API_URL: `${places.slack}/api/`,
    SALESFORCE_CLIENT_ID: known.salesforce.id,
    SALESFORCE_CLIENT_SECRET: known.salesforce.secret,
    SALESFORCE_LOGIN_URL: places.salesforce,
    HUBSPOT_CLIENT_ID: known.hubspot.id,
    HUBSPOT_CLIENT_SECRET: known.hubspot.secret,
    HUBSPOT_API_URL: places.hubspot,
    HUBSPOT_AUTH_URL: places.hubspot,
    PIPEDRIVE_CLIENT_ID: known.pipedrive.id,
    PIPEDRIVE_CLIENT_SECRET: known.pipedrive.secret,
    PIPEDRIVE_API_URL: places.pipedrive,
    PIPEDRIVE_OAUTH_URL: places.pipedrive,
    TEAMS_APP_ID: known.teams.id,
    TEAMS_APP_PASSWORD: known.teams.secret,
    TEAMS_TENANT_ID: known.teams.tenantId,
    TEAMS_OPENID_METADATA_URL: `${places.teams}/teams/openid/.well-known/openidconfiguration`,
    TEAMS_LOGIN_URL: `${places.teams}/teams/login`,
  };
  const byFile = (name: string) => (env[`${name}_FILE`] ?? "") !== "";
  const kept = Object.entries(ours).filter(([name]) => !byFile(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, env[name]?.trim() || value]));
}

function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
