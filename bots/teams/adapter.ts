import type {
  BotFrameworkAdapter,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  TurnContext,
} from "botbuilder";
import { ChatError } from "../bot.ts";
import { TeamsHttpError } from "./errors.ts";
import { type ChatRequest, TIMEOUT_MS } from "./request.ts";
import { sdk } from "./sdk.ts";
import type { Tokens } from "./token.ts";

/** The library's client of the Bot Connector. */
export type Connector = ReturnType<BotFrameworkAdapter["createConnectorClient"]>;

type Settings = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<Settings["httpClient"]>;
type Outgoing = Parameters<HttpClient["sendRequest"]>[0];

/** What is answered over HTTP when a turn is over. */
export type Respond = (status: number, body: unknown) => void;

export interface Adapter {
  /**
   * Runs one turn for an activity and answers with what the turn left. The library checks nothing here: only what
   * identify() found right may come in.
   */
  process(
    body: Record<string, unknown>,
    respond: Respond,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<void>;
  /** Throws TeamsHttpError and ChatError. */
  connect<T>(serviceUrl: string, use: (connector: Connector) => Promise<T>): Promise<T>;
}

/** Set on a call whose message only its recipient is to see; the library knows neither the address nor the field. */
export const TARGETED = "x-crmsync-targeted";

export function createAdapter(appId: string | null, tokens: Tokens, request: ChatRequest): Adapter {
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = sdk();
  // Without this the library would ask Microsoft for tokens itself, over https only, and check requests a second time.
  const credentials = {
    isValidAppId: async () => true,
    isAuthenticationDisabled: async () => true,
    createCredentials: async () => ({
      async signRequest(outgoing: Outgoing) {
        const token = await tokens.get();
        if (token !== null) outgoing.headers.set("authorization", `Bearer ${token}`);
        return outgoing;
      },
    }),
  };
  const httpClient: HttpClient = { sendRequest: (outgoing) => send(request, outgoing) };
  const adapter: CloudAdapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication({}, credentials, undefined, undefined, { httpClient }),
  );
  adapter.onTurnError = async (_context, error) => {
    throw error;
  };

  return {
    async process(body, respond, turn) {
      let status = 200;
      let sent: unknown;
      const shim = {
        socket: null,
        status: (code: number) => {
          status = code;
        },
        header: () => {},
        send: (answer: unknown) => {
          sent = answer;
        },
        end: () => respond(status, sent),
      };
      await adapter.process({ method: "POST", headers: {}, body }, shim, turn);
    },
    async connect(serviceUrl, use) {
      const nowhere = { id: "", isGroup: false, conversationType: "", name: "" };
      const reference = { serviceUrl, channelId: "msteams", conversation: nowhere };
      const done: { result: Awaited<ReturnType<typeof use>> }[] = [];
      await adapter.continueConversationAsync(appId ?? "", reference, async (context) => {
        const connector = context.turnState.get<Connector>(adapter.ConnectorClientKey);
        if (connector === undefined) throw new Error("the library gave no connector");
        done.push({ result: await use(connector) });
      });
      const [first] = done;
      if (first === undefined) throw new Error("the library ran no turn");
      return first.result;
    },
  };
}

/** One request and nothing else: no retries, no redirects; whatever is not a yes is thrown. */
async function send(request: ChatRequest, outgoing: Outgoing) {
  const headers = new Headers();
  for (const { name, value } of outgoing.headers.headersArray()) headers.set(name, value);
  for (const name of ["content-length", "accept-encoding", TARGETED]) headers.delete(name);
  const targeted = outgoing.headers.contains(TARGETED);
  const text = typeof outgoing.body === "string" ? outgoing.body : null;
  const body = text === null ? {} : { body: targeted ? markTargeted(text) : text };
  const url = new URL(outgoing.url);
  if (targeted) url.searchParams.set("isTargetedActivity", "true");
  let answer: { readonly status: number; readonly retryAfter: string | null; readonly bodyAsText: string };
  try {
    const response = await request(url, {
      method: outgoing.method,
      headers: Object.fromEntries(headers),
      ...body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bodyAsText = await response.text();
    answer = { status: response.status, retryAfter: response.headers.get("retry-after"), bodyAsText };
  } catch (error) {
    throw new ChatError("down", "no_answer", null, error);
  }
  const { status, retryAfter, bodyAsText } = answer;
  if (status >= 400) throw new TeamsHttpError(status, retryAfter, bodyAsText);
  return { request: outgoing, status, headers: outgoing.headers.clone(), bodyAsText };
}

function markTargeted(text: string): string {
  const activity: unknown = JSON.parse(text);
  if (typeof activity !== "object" || activity === null || !("recipient" in activity)) return text;
  const recipient = { ...Object(activity.recipient), isTargeted: true };
  return JSON.stringify({ ...activity, recipient });
}
