import { type Finding, valueFinding } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import { type EnvName, providerSecrets, providers, slackSecrets, teamsSecrets } from "./known.ts";
import { mappingOf } from "./loose.ts";
import { whereIs } from "./teams.ts";

export type Given = Pick<Gathered, "given" | "values">;

interface Need {
  readonly path: readonly string[];
  readonly word: string;
  readonly names: readonly EnvName[];
}

/**
 * A missing secret is told once, at the first line that needs it. A bot's first secret without the others is unsafe
 * with or without a channel, and is told as a fault of the environment.
 */
export function checkSecrets(raw: unknown, env: Given): readonly Finding[] {
  const told = new Set<EnvName>();
  return needsOf(raw, env).flatMap(({ path, word, names }) =>
    names.flatMap((name) => {
      if (env.given.has(name) || told.has(name)) return [];
      told.add(name);
      return [
        valueFinding(
          path,
          `${word} needs ${name}, which is not set`,
          word,
          `${word} with ${names.join(" and ")} set`,
          mendFor(word, name),
        ),
      ];
    }),
  );
}

function needsOf(raw: unknown, env: Given): readonly Need[] {
  const file = mappingOf(raw);
  const connections = Object.entries(mappingOf(file.connections)).flatMap(([name, connection]): readonly Need[] => {
    const provider = providers.find((known) => known === mappingOf(connection).provider);
    const path = ["connections", name, "provider"];
    return provider ? [{ path, word: provider, names: providerSecrets[provider] }] : [];
  });
  const channels = Object.entries(mappingOf(file.channels)).flatMap(([name, channel]): readonly Need[] => {
    const path = ["channels", name, "platform"];
    const { platform } = mappingOf(channel);
    if (platform === "slack") return [{ path, word: platform, names: slackNeeds(env) }];
    return platform === "teams" ? [{ path, word: platform, names: teamsNeeds(env) }] : [];
  });
  return [...connections, ...channels];
}

function slackNeeds({ given }: Given): readonly EnvName[] {
  if (given.has("SLACK_BOT_TOKEN")) return [];
  return given.has("SLACK_APP_TOKEN") ? slackSecrets.slice(0, 1) : slackSecrets;
}

/** A trial on this machine alone goes without. */
function teamsNeeds({ given, values }: Given): readonly EnvName[] {
  return given.has("TEAMS_APP_ID") || values.get("TEAMS_ALLOW_UNAUTHENTICATED") === "true" ? [] : teamsSecrets;
}

function mendFor(word: string, name: EnvName): string {
  const own = teamsSecrets.find((each) => each === name);
  if (own === undefined) return `Set ${name} in the environment, as ${word}'s app settings show it.`;
  const trial = own === "TEAMS_APP_ID" ? " For a trial on this machine alone: TEAMS_ALLOW_UNAUTHENTICATED=true." : "";
  return `Set ${name} in the environment: ${whereIs[own]}.${trial}`;
}
