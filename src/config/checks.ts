import { checkChannels } from "./checks-channels.ts";
import { checkListed, checkObjects } from "./checks-objects.ts";
import { checkSchedules } from "./checks-schedules.ts";
import { checkSecrets, type Given } from "./checks-secrets.ts";
import { checkConflicts } from "./conflicts.ts";
import { type Finding, nameFinding } from "./faults.ts";
import { mappingOf } from "./loose.ts";

/** What only shows when settings are seen together. `given` are the variables of the environment that are set. */
export function checkTogether(raw: unknown, given: Given): readonly Finding[] {
  return [
    ...checkNames(raw),
    ...checkConnections(raw),
    ...checkObjects(raw),
    ...checkConflicts(raw),
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
  return connections.flatMap(([name, connection]) => [
    ...checkListed(["connections", name, "objects"], connection, raw),
    ...checkSchedules(["connections", name], connection, raw),
  ]);
}
