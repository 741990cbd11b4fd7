import type { Bot, BotPorts } from "../../bots/bot.ts";
import { createTeamsBot } from "../../bots/teams/index.ts";
import type { ChatRequest } from "../../bots/teams/request.ts";
import { endServer, serveRoutes } from "../fakes/chat-world.ts";
import {
  activityOf,
  CHANNEL,
  createSigner,
  messageOf,
  pressOf,
  SERVICE,
  type Signer,
  USER,
} from "../fakes/teams-stage.ts";
import { type Artefact, inEveryForm } from "./canaries.ts";
import { failing, repeated } from "./secrets-chat.ts";

interface Parts {
  readonly env: Readonly<Record<"TEAMS_APP_ID" | "TEAMS_APP_PASSWORD" | "TEAMS_TENANT_ID", string>>;
  readonly log: BotPorts["log"];
  /** Takes a secret down under its name. */
  readonly note: (name: string, value: string) => void;
}

const LOGIN = "http://127.0.0.1:9/teams/login";
const METADATA = "http://127.0.0.1:9/teams/openid";
const KEYS = "http://127.0.0.1:9/teams/keys";

/** Microsoft, which refuses in every way and repeats what it was sent: another way at every call, a token at every second one. */
function repeatingMicrosoft({ jwk }: Signer, note: Parts["note"]): ChatRequest {
  let calls = 0;
  let tokens = 0;
  return async (url, init = {}) => {
    const address = String(url);
    if (address === METADATA) return Response.json({ jwks_uri: KEYS });
    if (address === KEYS) return Response.json({ keys: [jwk] });
    calls += 1;
    const { token, words } = repeated(init);
    const told = { headers: { "x-told": token, "retry-after": token } };
    if (address.startsWith(LOGIN)) {
      tokens += 1;
      if (tokens % 2 === 1) {
        const access = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.canaryOfAToken${tokens}.${"s1gNed-_".repeat(4)}${tokens}zQ`;
        note("Teams access token", access);
        return Response.json({ token_type: "Bearer", expires_in: 200, access_token: access });
      }
      const refusal = { error: "invalid_client", error_description: words, error_codes: [words], trace_id: words };
      return failing(tokens >> 1, words, [
        () => Response.json(refusal, { status: 401, ...told }),
        () => Response.json({ ...refusal, error: words }, { status: 400, ...told }),
        () => Response.json({ ...refusal, access_token: 7, expires_in: words }),
      ]);
    }
    const refusal = (code: string) => ({ error: { code, message: words, innerHttpError: { body: words } } });
    return failing(calls, words, [
      () => Response.json({ id: String(calls), told: words }, { status: 201, ...told }),
      () => Response.json(refusal("BadSyntax"), { status: 400, ...told }),
      () => Response.json(refusal(words), { status: 403, ...told }),
      () => Response.json(refusal("ActivityNotFoundInConversation"), { status: 404, ...told }),
      () => Response.json(refusal("MessageSizeTooBig"), { status: 413, ...told }),
      () => Response.json(refusal("Unauthorized"), { status: 401, ...told }),
    ]);
  };
}

/** A bot that meets such a Microsoft, and knows of one place there. */
export async function repeatingTeams({ env, log, note }: Parts): Promise<{ bot: Bot; signer: Signer }> {
  const signer = await createSigner("key-1");
  const here = { serviceUrl: SERVICE, tenant: env.TEAMS_TENANT_ID, bot: `28:${env.TEAMS_APP_ID}` };
  const kept = new Map([["teams:service", JSON.stringify(here)]]);
  let now = Date.now();
  const bot = createTeamsBot({
    appId: env.TEAMS_APP_ID,
    appPassword: env.TEAMS_APP_PASSWORD,
    tenantId: env.TEAMS_TENANT_ID,
    metadataUrl: METADATA,
    loginUrl: LOGIN,
    loopback: true,
    allowUnauthenticated: false,
    places: {
      read: async (key) => kept.get(key) ?? null,
      keep: async (key, value) => void kept.set(key, value),
    },
    request: repeatingMicrosoft(signer, note),
    ports: {
      first: async () => true,
      // So much passes between two calls that no window is ever full.
      now: () => {
        now += 60_000;
        return now;
      },
      log,
    },
  });
  return { bot, signer };
}

/** Everything that the bot does, of its own and when it is called. */
export async function callTeams(parts: Parts): Promise<readonly Artefact[]> {
  const { bot, signer } = await repeatingTeams(parts);
  const { env, log } = parts;
  const card = { kind: "t", state: "t", tone: "info", headline: "Hello" } as const;
  const said: unknown[] = [];
  const failed = (cause: unknown) => {
    said.push(String(cause));
    log("error", "a call of the chat failed", { cause });
  };
  const refuse = async () => Promise.reject(new Error(`not answered: ${inEveryForm(env.TEAMS_APP_PASSWORD)}`));
  await bot.start(refuse).catch(failed);
  for (let round = 0; round < 12; round += 1) {
    await bot.post({ channel: CHANNEL }, card, `k${round}`).catch(failed);
    await bot.post({ user: USER }, card, `u${round}`).catch(failed);
    await bot.update({ channel: CHANNEL, id: "1" }, card).catch(failed);
    await bot.home(USER, card).catch(failed);
    said.push(await bot.examine([CHANNEL]));
  }
  said.push(...(await deliver(bot, signer, parts)));
  await bot.stop();
  return [{ name: "what Teams is told", text: said.map((each) => JSON.stringify(each)).join("\n") }];
}

/** Requests of a stranger, and of Teams itself with what nobody can read. */
async function deliver(bot: Bot, signer: Signer, { env, note }: Parts): Promise<readonly unknown[]> {
  const { server, url } = await serveRoutes(() => bot, "/api/messages");
  const secret = env.TEAMS_APP_PASSWORD;
  const [right, late, ...wrong] = await Promise.all([
    signer.sign(),
    signer.sign({ exp: 1 }),
    signer.sign({ aud: secret }),
    signer.sign({ iss: secret }),
    signer.sign({ serviceurl: secret }),
    signer.sign({}, { kid: secret }),
    (await createSigner("key-9")).sign(),
  ]);
  for (const token of [right, late, ...wrong]) note("Teams request token", token);
  const odd = { action: { data: { crmsync: secret } } };
  const bodies = [
    secret,
    "{ broken",
    JSON.stringify({ [right]: right, [secret]: secret }),
    JSON.stringify(activityOf({ type: "message", text: 7, serviceUrl: SERVICE, value: secret })),
    JSON.stringify(pressOf({}, { value: odd })),
    JSON.stringify(messageOf(`status ${secret}`)),
  ];
  const sent = [
    ...[null, secret, `${right}x`, late, ...wrong].map((token) => ({
      token,
      body: JSON.stringify(messageOf("status")),
    })),
    ...bodies.map((body) => ({ token: right, body })),
  ];
  const answers: unknown[] = [];
  for (const { token, body } of sent) {
    const headers: Record<string, string> =
      token === null ? {} : { authorization: `Bearer ${token.replace(/[\r\n]/g, "")}` };
    const answer = await fetch(url, { method: "POST", body, headers });
    answers.push([answer.status, await answer.text(), [...answer.headers]]);
  }
  await endServer(server);
  return answers;
}
