import { envFault, type Fault, show } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import type { EnvName, teamsSecrets } from "./known.ts";
import type { TeamsEnv } from "./types.ts";

/** The ids of apps, directories and people at Microsoft, in either case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** What the bot for Teams is made with; null where neither an app nor a trial without one is configured. */
export function readTeams(
  text: (name: EnvName) => string,
  addresses: Pick<TeamsEnv, "metadataUrl" | "loginUrl">,
): TeamsEnv | null {
  const [appId, appPassword, tenantId] = [text("TEAMS_APP_ID"), text("TEAMS_APP_PASSWORD"), text("TEAMS_TENANT_ID")];
  const allowUnauthenticated = text("TEAMS_ALLOW_UNAUTHENTICATED") === "true";
  if (appId === "" && !allowUnauthenticated) return null;
  return {
    appId: appId.toLowerCase() || null,
    appPassword: appPassword || null,
    tenantId: tenantId.toLowerCase() || null,
    ...addresses,
    allowUnauthenticated,
  };
}

/** `open`: somebody besides this machine reaches us. */
export function checkTeams(gathered: Gathered, open: boolean): readonly Fault[] {
  return [...checkWhole(gathered), ...checkIds(gathered), ...checkPassword(gathered), ...checkTrial(gathered, open)];
}

/** Where to find what a variable of Teams wants. */
export const whereIs = {
  TEAMS_APP_ID: "the bot's Microsoft App ID, from its page Configuration in the Azure portal",
  TEAMS_APP_PASSWORD: "the value of a client secret, from the app registration's page Certificates & secrets",
  TEAMS_TENANT_ID: "the App Tenant ID, from the bot's page Configuration in the Azure portal",
} as const satisfies Record<(typeof teamsSecrets)[number], string>;

/** An app without its password cannot send, and its tokens are given by one directory alone. */
function checkWhole({ given }: Gathered): readonly Fault[] {
  if (!given.has("TEAMS_APP_ID")) return [];
  return (["TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"] as const)
    .filter((name) => !given.has(name))
    .map((name) =>
      envFault(name, {
        message: "is missing beside TEAMS_APP_ID: nothing could be sent to Teams",
        found: "nothing",
        allowed: whereIs[name],
        mend: `Set ${name}: ${whereIs[name]}.`,
      }),
    );
}

function checkIds({ values }: Gathered): readonly Fault[] {
  return (["TEAMS_APP_ID", "TEAMS_TENANT_ID"] as const).flatMap((name) => {
    const value = values.get(name);
    if (value === undefined || isUuid(value)) return [];
    const mend = `Copy it whole: ${whereIs[name]}.`;
    const allowed = "a UUID, e.g. 00000000-0000-0000-0000-000000000000";
    return [envFault(name, { message: "not an id of Microsoft", found: show(value), allowed, mend })];
  });
}

/** The page shows a secret's value once, and beside it for ever an id that looks as if it were it. */
function checkPassword({ values }: Gathered): readonly Fault[] {
  if (!isUuid(values.get("TEAMS_APP_PASSWORD") ?? "")) return [];
  return [
    envFault("TEAMS_APP_PASSWORD", {
      message: "the id of a client secret, not its value",
      found: "a UUID",
      allowed: "the column Value, which is shown once",
      mend: "Make a new client secret on the page Certificates & secrets and copy its Value.",
    }),
  ];
}

function checkTrial({ values }: Gathered, open: boolean): readonly Fault[] {
  const value = values.get("TEAMS_ALLOW_UNAUTHENTICATED") ?? "false";
  const name = "TEAMS_ALLOW_UNAUTHENTICATED";
  if (value !== "true" && value !== "false") {
    const mend = "Write true or false.";
    return [envFault(name, { message: "not true or false", found: show(value), allowed: "true, false", mend })];
  }
  if (value === "false" || !open) return [];
  return [
    envFault(name, {
      message: "anybody on the network could give orders",
      found: "true, off loopback",
      allowed: "false off loopback",
      mend: "Unset it; it is for trials with HOST and PUBLIC_URL on loopback.",
    }),
  ];
}
