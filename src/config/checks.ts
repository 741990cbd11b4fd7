import { checkListed, checkObjects } from "./checks-objects.ts";
import { type Finding, nameFinding, valueFinding } from "./faults.ts";
import { type EnvName, providerSecrets, providers, slackSecrets } from "./known.ts";
import { mappingOf, textOf } from "./loose.ts";

/** What only shows when settings are seen together. `given` are the variables of the environment that are set. */
export function checkTogether(raw: unknown, given: ReadonlySet<EnvName>): readonly Finding[] {
  return [
    ...checkNames(raw),
    ...checkConnections(raw),
    ...checkObjects(raw),
    ...checkSecrets(raw, given),
    ...checkChannels(raw),
  ];
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

function checkNames(raw: unknown): readonly Finding[] {
  const file = mappingOf(raw);
  return ["connections", "channels"].flatMap((section) => {
    const names = Object.keys(mappingOf(file[section]));
    const wrong = names
      .filter((name) => !namePattern.test(name))
      .map((name) =>
        nameFinding(
          [section, name],
          "not a usable name",
          "1 to 40 letters, digits, - and _, beginning with a letter or digit",
          "Rename it.",
        ),
      );
    const twice = names
      .filter((name, i) => names.slice(0, i).some((other) => other.toLowerCase() === name.toLowerCase()))
      .map((name) =>
        nameFinding(
          [section, name],
          "the name is given twice",
          "names that differ by more than case",
          "Rename one of the two.",
        ),
      );
    return [...wrong, ...twice];
  });
}

function checkConnections(raw: unknown): readonly Finding[] {
  const connections = Object.entries(mappingOf(mappingOf(raw).connections));
  if (connections.length === 0) {
    const mend = "Add one, e.g. connections: {sales: {provider: salesforce}}.";
    return [
      {
        path: ["connections"],
        at: "name",
        message: "there is no connection",
        found: "none",
        allowed: "one or more",
        nearest: null,
        mend,
      },
    ];
  }
  return connections.flatMap(([name, connection]) => checkListed(["connections", name, "objects"], connection));
}

/**
 * A missing secret is told once, at the first line that needs it. A bot token without its signing secret is unsafe
 * with or without a channel, and is told as a fault of the environment.
 */
function checkSecrets(raw: unknown, given: ReadonlySet<EnvName>): readonly Finding[] {
  const file = mappingOf(raw);
  const told = new Set<EnvName>();
  const needs = [
    ...Object.entries(mappingOf(file.connections)).map(([name, connection]) => {
      const provider = providers.find((known) => known === mappingOf(connection).provider);
      return {
        path: ["connections", name, "provider"],
        word: provider,
        names: provider ? providerSecrets[provider] : [],
      };
    }),
    ...Object.entries(mappingOf(file.channels)).map(([name, channel]) => {
      const slack = mappingOf(channel).platform === "slack";
      const needed = given.has("SLACK_APP_TOKEN") ? slackSecrets.slice(0, 1) : slackSecrets;
      const names = given.has("SLACK_BOT_TOKEN") ? [] : needed;
      return { path: ["channels", name, "platform"], word: "slack", names: slack ? names : [] };
    }),
  ];
  return needs.flatMap(({ path, word, names }) =>
    names.flatMap((name) => {
      if (given.has(name) || told.has(name)) return [];
      told.add(name);
      const mend = `Set ${name} in the environment, as ${word}'s app settings show it.`;
      return [
        valueFinding(
          path,
          `${word} needs ${name}, which is not set`,
          word,
          `${word} with ${names.join(" and ")} set`,
          mend,
        ),
      ];
    }),
  );
}

function checkChannels(raw: unknown): readonly Finding[] {
  const channels = Object.entries(mappingOf(mappingOf(raw).channels)).map(([name, channel]) => {
    const { platform, channel: place } = mappingOf(channel);
    return { name, key: textOf(platform) && textOf(place) ? `${platform}:${place}` : null };
  });
  return channels.flatMap(({ name, key }, i) => {
    const first = channels.slice(0, i).find((other) => key !== null && other.key === key);
    const mend = "Put both sets of kinds under one name.";
    return first
      ? [
          valueFinding(
            ["channels", name, "channel"],
            `the same channel as ${first.name}`,
            key,
            "each channel once",
            mend,
          ),
        ]
      : [];
  });
}
