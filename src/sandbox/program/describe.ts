import { CHANNELS, PEOPLE } from "../slack/people.ts";
import { CHANNELS as TEAMS_CHANNELS } from "../teams/people.ts";
import type { Daemon } from "./daemon.ts";
import type { Places } from "./environment.ts";
import type { Services } from "./services.ts";

interface Described {
  readonly services: Services;
  readonly places: Places;
  readonly env: Readonly<Record<string, string>>;
  readonly daemon: Daemon | null;
  readonly folder: string;
  /** The CRMs that the sandbox's crmsync.yml connects; the others run all the same. */
  readonly crms: readonly string[];
  /** Whether the first sign-in is done for the daemon; otherwise a person does it from chat. */
  readonly signsIn: boolean;
}

/** What `GET /_sandbox` answers: everything that another program needs to join. */
export function describe({
  services,
  places,
  env,
  daemon,
  folder,
  crms,
  signsIn,
}: Described): Readonly<Record<string, unknown>> {
  const database = env.DATABASE_URL ?? "";
  return {
    daemon: env.PUBLIC_URL,
    state: daemon?.state() ?? "none",
    trouble: daemon?.trouble() ?? null,
    pid: daemon?.pid() ?? null,
    database: database.replace(/^sqlite:/, ""),
    config: env.CRMSYNC_CONFIG,
    folder,
    crms,
    signsIn,
    services: {
      salesforce: { url: places.salesforce, token: services.tokenOf("salesforce") },
      hubspot: { url: places.hubspot, token: services.tokenOf("hubspot") },
      pipedrive: { url: places.pipedrive, token: services.tokenOf("pipedrive") },
      slack: { url: places.slack, token: services.slack.options.token },
      teams: { url: places.teams, token: services.teamsToken() },
    },
    accounts: Object.fromEntries(services.crms.map((crm) => [crm.name, [...crm.accounts.keys()]])),
    channels: { slack: CHANNELS.map((one) => one.name), teams: TEAMS_CHANNELS.map((one) => one.name) },
    users: Object.fromEntries(PEOPLE.map((one) => [one.name, one.id])),
    offsetMs: services.clock.offsetMs,
    env,
  };
}
