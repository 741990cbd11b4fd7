import { isIP } from "node:net";
import { checkAddress, checkDatabase, checkSandbox } from "./address.ts";
import { checkExposed } from "./exposure.ts";
import { envFault, type Fault, show } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import { type EnvName, logLevels } from "./known.ts";
import { nearest } from "./nearest.ts";
import { readTeams } from "./teams.ts";
import { readApiTokens } from "./tokens.ts";
import type { EnvConfig } from "./types.ts";
import { readPipedriveWebhook } from "./webhooks.ts";

/** Turns the variables into what the program uses and refuses every unsafe one (reference: trust, TM10). */
export function readEnv(gathered: Gathered): { readonly env: EnvConfig; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const take = <T>(checked: T | Fault, instead: T): T => {
    if (!isFault(checked)) return checked;
    faults.push(checked);
    return instead;
  };
  const text = (name: EnvName) => gathered.values.get(name) ?? "";
  const address = (name: EnvName, usual: string) =>
    take(text(name) === "" ? usual : checkAddress(name, text(name)), usual);

  const host = take(checkHost(text("HOST") || "127.0.0.1"), "127.0.0.1");
  const port = take(checkPort("PORT", text("PORT"), 3000), 3000);
  const publicUrl = address("PUBLIC_URL", `http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  faults.push(...checkExposed(gathered, host, publicUrl));
  const app = (name: "SALESFORCE" | "HUBSPOT" | "PIPEDRIVE", loginUrl: string, apiUrl: string | null) => ({
    clientId: text(`${name}_CLIENT_ID`),
    clientSecret: text(`${name}_CLIENT_SECRET`),
    loginUrl,
    apiUrl,
  });
  const slackUrl = `${address("SLACK_API_URL", "https://slack.com/api")}/`;

  const env: EnvConfig = {
    host,
    port,
    publicUrl,
    databaseUrl: take(checkDatabase(text("DATABASE_URL") || "crmsync.sqlite"), "sqlite:crmsync.sqlite"),
    secret: text("CRMSYNC_SECRET"),
    sandboxUrl:
      text("CRMSYNC_SANDBOX") === ""
        ? null
        : take<string | null>(checkSandbox("CRMSYNC_SANDBOX", text("CRMSYNC_SANDBOX")), null),
    sandboxPort: take(checkPort("SANDBOX_PORT", text("SANDBOX_PORT"), 4000), 4000),
    logLevel: take(checkLevel(text("LOG_LEVEL")), "info"),
    slack:
      text("SLACK_BOT_TOKEN") === ""
        ? null
        : {
            botToken: text("SLACK_BOT_TOKEN"),
            signingSecret: text("SLACK_SIGNING_SECRET") || null,
            appToken: text("SLACK_APP_TOKEN") || null,
            apiUrl: slackUrl,
          },
    teams: readTeams(text, {
      metadataUrl: address(
        "TEAMS_OPENID_METADATA_URL",
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
      ),
      loginUrl: address("TEAMS_LOGIN_URL", "https://login.microsoftonline.com"),
    }),
    apiTokens: readApiTokens(text),
    apps: {
      salesforce: app("SALESFORCE", address("SALESFORCE_LOGIN_URL", "https://login.salesforce.com"), null),
      hubspot: app(
        "HUBSPOT",
        address("HUBSPOT_AUTH_URL", "https://app.hubspot.com"),
        address("HUBSPOT_API_URL", "https://api.hubapi.com"),
      ),
      pipedrive: app(
        "PIPEDRIVE",
        address("PIPEDRIVE_OAUTH_URL", "https://oauth.pipedrive.com"),
        text("PIPEDRIVE_API_URL") === "" ? null : address("PIPEDRIVE_API_URL", ""),
      ),
    },
    pipedriveWebhook: readPipedriveWebhook(text),
  };
  return { env, faults };
}

function isFault(checked: unknown): checked is Fault {
  return typeof checked === "object" && checked !== null && "mend" in checked;
}

/** A port from 1 to 65535; where the port is not given, the usual one. */
export function checkPort(name: "PORT" | "SANDBOX_PORT", value: string, usual: number): number | Fault {
  if (value === "") return usual;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1;
  // The sandbox may take any free port (0): it prints which. The daemon's is part of its addresses.
  const lowest = name === "SANDBOX_PORT" ? 0 : 1;
  if (port >= lowest && port <= 65_535) return port;
  return envFault(name, {
    message: "not a port",
    found: show(value),
    allowed: `${lowest} to 65535`,
    mend: `Write a free port, e.g. ${usual}.`,
  });
}

function checkHost(value: string): string | Fault {
  if (isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value)) return value;
  const mend = "Write 127.0.0.1 for this machine only.";
  return envFault("HOST", {
    message: "not a host to listen on",
    found: show(value),
    allowed: "an IP address or a host name, without a port",
    mend,
  });
}

function checkLevel(value: string): EnvConfig["logLevel"] | Fault {
  const level = logLevels.find((known) => known === (value || "info"));
  if (level !== undefined) return level;
  const near = nearest(value, logLevels);
  const mend = `Write ${near ?? "info"}.`;
  return envFault("LOG_LEVEL", {
    message: "unknown level",
    found: show(value),
    allowed: logLevels.join(", "),
    nearest: near,
    mend,
  });
}
