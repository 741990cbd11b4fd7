import { typedVerbs, versionOf } from "../commands/index.ts";
import { accentColor } from "./icons.ts";
import type { Options } from "./options.ts";

/** The newest stable schema; targeted messages and triggers of command lists are in it since 1.29. */
const SCHEMA = "1.30";

/** What Teams offers while somebody types, at most twelve; the other verbs work as well when they are typed. */
const menu = [
  "status",
  "failures",
  "record",
  "resync",
  "reconnect",
  "pause",
  "resume",
  "limits",
  "runs",
  "diagnose",
  "digest",
  "help",
] as const;

/** The files beside the manifest, by their names in the package. */
export const icons = { color: "color.png", outline: "outline.png" } as const;

/** The manifest of the Teams app, as its published schema wants it. */
export function manifestOf({ appId, address, pages }: Pick<Options, "appId" | "address" | "pages">) {
  const commands = menu.map(command);
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: SCHEMA,
    version: versionOf(),
    id: appId,
    developer: {
      name: "crmsync",
      websiteUrl: pages.website,
      privacyUrl: pages.privacy,
      termsOfUseUrl: pages.terms,
    },
    name: { short: "crmsync", full: "crmsync: see and repair CRM sync from chat" },
    description: {
      short: "Sees when CRM sync is ill, says why in one sentence, and repairs it from here.",
      full: [
        "crmsync keeps your own customer database in two-way sync with Salesforce, HubSpot and Pipedrive. In Teams it",
        "tells the people who can help when a connection was signed out, when a CRM is down or when records are refused,",
        "and why. Its buttons sign in again, send records again and show what differs. It reads only what is written to",
        "it: write @crmsync help to begin.",
      ].join(" "),
    },
    icons,
    accentColor,
    bots: [
      {
        botId: appId,
        scopes: ["team", "personal"],
        isNotificationOnly: false,
        supportsFiles: false,
        supportsTargetedMessages: true,
        // A slash command is a message that only the bot sees, so Teams offers it where others are present.
        commandLists: [
          { scopes: ["team"], triggers: ["mention", "slash"], commands },
          { scopes: ["personal"], triggers: ["mention"], commands },
        ],
      },
    ],
    permissions: ["identity", "messageTeamMembers"],
    ...(address === null ? {} : { validDomains: [new URL(address).hostname] }),
    defaultInstallScope: "team",
    defaultGroupCapability: { team: "bot" },
  };
}

function command(name: (typeof menu)[number]) {
  const verb = typedVerbs.find((one) => one.name === name);
  if (verb === undefined) throw new Error(`Teams' menu names ${name}, which cannot be typed`);
  return { title: name, description: verb.summary };
}
