import { TENANT, type Typist } from "./typists.ts";

/** A chat that a daemon is configured with, and somebody who types there. */
export interface Chat {
  /** The lines of crmsync.yml for it. */
  readonly yml: string;
  readonly env: Readonly<Record<string, string>>;
  readonly typist: Typist;
}

const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
const APP_ID = "00000000-0000-4000-8000-0000000000bb";
const USER = "00000000-0000-4000-8000-000000000003";

export function slackChat(url: string): Chat {
  const signingSecret = SIGNING_SECRET;
  return {
    yml: 'channels:\n  ops: { platform: slack, channel: C1 }\nroles:\n  admin: ["slack:U1"]\n',
    env: { SLACK_BOT_TOKEN: "xoxb-bench-0001", SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: `${url}/api` },
    typist: { chat: "slack", replies: `${url}/commands/T1/1`, signingSecret, user: "U1" },
  };
}

/** `key` signs what Teams sends. */
export function teamsChat(url: string, key: string): Chat {
  return {
    yml: `channels:\n  ops: { platform: teams, channel: "19:ops@thread.tacv2" }\nroles:\n  admin: ["teams:${USER}"]\n`,
    env: {
      TEAMS_APP_ID: APP_ID,
      TEAMS_APP_PASSWORD: "bench-password-0001",
      TEAMS_TENANT_ID: TENANT,
      TEAMS_OPENID_METADATA_URL: `${url}/openid`,
      TEAMS_LOGIN_URL: `${url}/login`,
    },
    typist: { chat: "teams", serviceUrl: `${url}/connector/`, appId: APP_ID, key, user: USER },
  };
}
