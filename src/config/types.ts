import type { ProviderId, Settings } from "../../engine/index.ts";
import type { logLevels, noticeKinds, platforms } from "./known.ts";

/** Everything that was configured, checked as a whole: whoever holds one may start. */
export interface Config {
  readonly settings: Settings;
  readonly channels: readonly ChannelSettings[];
  readonly roles: Roles;
  /** BCP 47: how cards write numbers and dates; their words are English. */
  readonly locale: string;
  readonly env: EnvConfig;
}

export type NoticeKind = (typeof noticeKinds)[number];

export interface ChannelSettings {
  readonly name: string;
  readonly platform: (typeof platforms)[number];
  /** The platform's own id or name of the channel. */
  readonly channel: string;
  readonly subscribe: readonly NoticeKind[];
  /** Local time of day "08:30" and IANA zone; null = no digest here. */
  readonly digest: { readonly at: string; readonly zone: string } | null;
  /** Hours in which only what is critical is posted; may go over midnight. */
  readonly quiet: { readonly from: string; readonly to: string; readonly zone: string } | null;
  /** Whether cards in this channel may hold values of fields. */
  readonly showValues: boolean;
}

/** People as `slack:U…` or `teams:` with a UUID in small letters, groups as `slack-group:S…`, everybody as `*` (viewer only). */
export interface Roles {
  readonly viewer: readonly string[];
  readonly operator: readonly string[];
  readonly admin: readonly string[];
}

export interface EnvConfig {
  readonly host: string;
  readonly port: number;
  /** Where people and CRMs reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** "sqlite:PATH" or "postgres://…" / "postgresql://…". */
  readonly databaseUrl: string;
  /** At least 32 characters; seals the tokens. */
  readonly secret: string;
  /** The sandbox that we join; null = real services. */
  readonly sandboxUrl: string | null;
  readonly sandboxPort: number;
  readonly logLevel: (typeof logLevels)[number];
  /** null = no Slack. */
  readonly slack: SlackEnv | null;
  /** null = no Teams. */
  readonly teams: TeamsEnv | null;
  readonly apps: Readonly<Record<ProviderId, AppEnv>>;
  /** Programs that may use the workspace's HTTP interface; none = there is no such interface. */
  readonly apiTokens: readonly ApiToken[];
  /** null = Pipedrive's webhooks are not taken. */
  readonly pipedriveWebhook: PipedriveWebhookEnv | null;
}

/** Pipedrive signs nothing: the last part of the address, and the name and password that stand with it there. */
export interface PipedriveWebhookEnv {
  readonly secret: string;
  readonly user: string;
  readonly password: string;
}

export interface ApiToken {
  /** The program's, for the log. */
  readonly name: string;
  readonly role: "viewer" | "operator" | "admin";
  readonly token: string;
}

export interface SlackEnv {
  readonly botToken: string;
  /** Checks what comes over HTTP; null only where `appToken` is given. */
  readonly signingSecret: string | null;
  /** Set: Socket Mode, and no HTTP route. */
  readonly appToken: string | null;
  /** Ends with a slash, as Slack's client wants it. */
  readonly apiUrl: string;
}

export interface TeamsEnv {
  /** The bot's app id, a UUID; null only with `allowUnauthenticated`. So are the other two. */
  readonly appId: string | null;
  readonly appPassword: string | null;
  /** The one directory that the app is registered in. */
  readonly tenantId: string | null;
  /** Where Microsoft tells its keys; without a slash at the end. */
  readonly metadataUrl: string;
  /** Whose token endpoint we ask; without a slash at the end. */
  readonly loginUrl: string;
  /** Requests need no proof of who sent them; only where nobody but this machine reaches us. */
  readonly allowUnauthenticated: boolean;
}

/** The ids are empty where no connection uses the provider. */
export interface AppEnv {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly loginUrl: string;
  readonly apiUrl: string | null;
}
