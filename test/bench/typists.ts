import { createHmac, createSign } from "node:crypto";

/** How a chat sends what somebody typed. */
export type Typist =
  | { readonly chat: "slack"; readonly replies: string; readonly signingSecret: string; readonly user: string }
  | {
      readonly chat: "teams";
      readonly serviceUrl: string;
      readonly appId: string;
      readonly key: string;
      readonly user: string;
    };

export interface Typed {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The `n`th command, signed as the chat signs it. */
export function typed(typist: Typist, text: string, n: number): Typed {
  return typist.chat === "slack" ? slackCommand(typist, text, n) : teamsMessage(typist, text, n);
}

function slackCommand(typist: Extract<Typist, { chat: "slack" }>, text: string, n: number): Typed {
  const body = new URLSearchParams({
    command: "/crmsync",
    text,
    user_id: typist.user,
    user_name: typist.user,
    team_id: "T1",
    channel_id: "C1",
    trigger_id: `t${n}`,
    response_url: typist.replies,
  }).toString();
  const stamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", typist.signingSecret).update(`v0:${stamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": stamp,
    "x-slack-signature": `v0=${signature}`,
  };
  return { path: "/slack/events", headers, body };
}

const BOT = { name: "crmsync" };

function teamsMessage(typist: Extract<Typist, { chat: "teams" }>, text: string, n: number): Typed {
  const { serviceUrl, appId, user } = typist;
  const bot = { ...BOT, id: `28:${appId}` };
  const body = JSON.stringify({
    type: "message",
    id: `typed-${n}`,
    timestamp: new Date().toISOString(),
    serviceUrl,
    channelId: "msteams",
    from: { id: `29:${user}`, name: "bench", aadObjectId: user },
    recipient: bot,
    // Of many people: a conversation takes few answers a second.
    conversation: { id: `a:bench-${n}`, conversationType: "personal", tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text,
  });
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: "https://api.botframework.com",
    aud: appId,
    serviceurl: serviceUrl,
    nbf: now,
    exp: now + 3_600,
  };
  const unsigned = [{ alg: "RS256", typ: "JWT", kid: "bench" }, claims].map(coded).join(".");
  const signature = createSign("RSA-SHA256").update(unsigned).sign(typist.key, "base64url");
  const headers = { "content-type": "application/json", authorization: `Bearer ${unsigned}.${signature}` };
  return { path: "/api/messages", headers, body };
}

export const TENANT = "00000000-0000-4000-8000-0000000000aa";

const coded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
