import { type Env, type Fault, type ReadConfig, readConfig } from "../../../src/config.ts";

/** An environment with every secret that two CRMs and Slack need. */
export const wholeEnv: Env = {
  CRMSYNC_SECRET: "an-example-secret-of-40-characters-or-so",
  SALESFORCE_CLIENT_ID: "sf-id",
  SALESFORCE_CLIENT_SECRET: "sf-secret",
  HUBSPOT_CLIENT_ID: "hs-id",
  HUBSPOT_CLIENT_SECRET: "hs-secret",
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_SIGNING_SECRET: "slack-secret",
};

/** The same with an app for Teams. */
export const teamsEnv: Env = {
  ...wholeEnv,
  TEAMS_APP_ID: "0a1b2c3d-0000-4000-8000-00000000000a",
  TEAMS_APP_PASSWORD: "abc~DEF.123",
  TEAMS_TENANT_ID: "0a1b2c3d-0000-4000-8000-0000000000ff",
};

export const smallFile = "connections: {sales: {provider: salesforce}}\n";

interface Disk {
  readonly text?: string;
  readonly env?: Env;
  /** Other files by path, with their permission bits. */
  readonly files?: Readonly<Record<string, { readonly text: string; readonly mode: number }>>;
}

export function read({ text = smallFile, env = wholeEnv, files = {} }: Disk): ReadConfig {
  const absent = Object.assign(new Error("no such file"), { code: "ENOENT" });
  return readConfig({
    env,
    path: "crmsync.yml",
    readText: (path) => {
      if (path === "crmsync.yml") return text;
      if (!files[path]) throw absent;
      return files[path].text;
    },
    mode: (path) => {
      if (!files[path]) throw absent;
      return files[path].mode;
    },
  });
}

export function faultsOf(disk: Disk): readonly Fault[] {
  const result = read(disk);
  return result.ok ? [] : result.faults;
}

export function configOf(disk: Disk) {
  const result = read(disk);
  if (!result.ok) throw new Error(result.faults.map((fault) => `${fault.path}: ${fault.message}`).join("; "));
  return result.config;
}
