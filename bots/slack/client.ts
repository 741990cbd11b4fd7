import type { webApi } from "@slack/bolt";
import { type BotPorts, ChatError } from "../bot.ts";
import { isSlackAddress } from "./addresses.ts";
import { fromCode, fromSdk, fromStatus } from "./errors.ts";
import type { Message } from "./render.ts";
import { sdk } from "./sdk.ts";

/** Like the global fetch; another one carries the bot without sockets. */
export type ChatRequest = (url: string | URL, init?: ChatRequestInit) => Promise<Response>;

export interface ChatRequestInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  readonly redirect?: "error" | "follow" | "manual";
  readonly signal?: AbortSignal;
}

export type ResponseUrlMessage = Pick<Message, "text"> &
  Partial<Message> & {
    readonly response_type?: "ephemeral" | "in_channel";
    readonly replace_original: boolean;
    /** No guessing at links and mentions. */
    readonly parse: "none";
    readonly thread_ts?: string;
  };

/** Slack as far as the bot needs it: every call is one request, and every failure a ChatError. */
export interface SlackClient {
  call<T>(use: (web: webApi.WebClient) => Promise<T>): Promise<T>;
  respond(responseUrl: string, message: ResponseUrlMessage): Promise<void>;
  upload(uploadUrl: string, content: Uint8Array): Promise<void>;
}

const TIMEOUT_MS = 10_000;

/** What Bolt's client and ours share: no retries inside, 429 to us at once, no address but Slack's. */
export function clientOptions(apiUrl: string, request: ChatRequest, ports: BotPorts): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    fetch: request,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger: logger(ports),
  };
}

export function createClient(token: string, apiUrl: string, request: ChatRequest, ports: BotPorts): SlackClient {
  let made: webApi.WebClient | null = null;

  function web(): webApi.WebClient {
    made ??= new (sdk().webApi.WebClient)(token, clientOptions(apiUrl, request, ports));
    return made;
  }

  async function send(url: string, type: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await request(url, {
        method: "POST",
        headers: { "content-type": type },
        body,
        redirect: "error",
        signal,
      });
      text = await response.text();
    } catch (error) {
      throw new ChatError("down", "no_answer", null, error);
    }
    if (!response.ok) throw refusalOf(response, text);
  }

  return {
    async call(use) {
      try {
        return await use(web());
      } catch (error) {
        throw fromSdk(error);
      }
    },
    async respond(responseUrl, message) {
      if (!isSlackAddress(responseUrl, "reply", apiUrl)) throw fromCode("foreign_address");
      await send(responseUrl, "application/json; charset=utf-8", JSON.stringify(message));
    },
    async upload(uploadUrl, content) {
      if (!isSlackAddress(uploadUrl, "upload", apiUrl)) throw fromCode("foreign_address");
      await send(uploadUrl, "application/octet-stream", new Uint8Array(content));
    },
  };
}

/** A refused reply carries Slack's code as JSON or as bare text. */
function refusalOf(response: Response, text: string) {
  const code = /"error":\s*"([a-z0-9_]+)"/.exec(text)?.[1] ?? (/^[a-z_]+$/.test(text) ? text : null);
  if (code === null || response.status === 429 || response.status >= 500) {
    return fromStatus(response.status, response.headers.get("retry-after"));
  }
  return fromCode(code);
}

/** A socket's address carries a ticket that opens it. */
function withoutSecrets(text: string): string {
  return text.replace(/\bwss?:\/\/\S+/g, "(socket address)").replace(/\bx(ox[a-z]|app)-[\w-]+/g, "(token)");
}

/** The SDK's own log lines under one message, warnings and errors only: the rest may carry what people wrote. */
export function logger(ports: BotPorts): webApi.Logger {
  const quiet = () => {};
  const say =
    (level: "warn" | "error") =>
    (...said: unknown[]) =>
      ports.log(level, "slack library", { said: withoutSecrets(said.map(String).join(" ")).slice(0, 500) });
  return {
    debug: quiet,
    info: quiet,
    warn: say("warn"),
    error: say("error"),
    setLevel: quiet,
    getLevel: () => sdk().webApi.LogLevel.WARN,
    setName: quiet,
  };
}
