import { z } from "zod";
import { ChatError } from "../bot.ts";
import { fromStatus } from "./errors.ts";
import { isSafe } from "./hosts.ts";
import { type ChatRequest, TIMEOUT_MS } from "./request.ts";

export interface TokenParts {
  /** Null = there is no app: nothing is signed (Bot Framework's emulator on this machine). */
  readonly appId: string | null;
  readonly appPassword: string | null;
  /** The one tenant that the app belongs to; null = an app of the older, shared kind. */
  readonly tenantId: string | null;
  readonly loginUrl: string;
  readonly request: ChatRequest;
  /** The machine's clock in ms. */
  machineNow(): number;
}

/** What our calls to Teams are signed with. */
export interface Tokens {
  /** Null where there is no app. Throws ChatError: unauthorized when Microsoft refuses the app or its secret. */
  get(): Promise<string | null>;
  /** The next one is fetched anew: the service did not take this one. */
  forget(): void;
}

/** A token is not used in the last five minutes of its life, if another is to be had. */
const EARLY_MS = 5 * 60_000;
const SCOPE = "https://api.botframework.com/.default";
/** Where apps that belong to no tenant of their own get theirs. */
const SHARED_TENANT = "botframework.com";

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const refusal = z.object({ error: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/) });

interface Token {
  readonly text: string;
  readonly endsAt: number;
}

/** Client credentials of Entra's v2 endpoint; one request at a time, whoever waits for it. */
export function createTokens(parts: TokenParts): Tokens {
  let held: Token | null = null;
  let fetching: Promise<Token> | null = null;

  async function current(): Promise<Token> {
    const now = parts.machineNow();
    if (held !== null && now < held.endsAt - EARLY_MS) return held;
    fetching ??= fetchToken(parts).finally(() => {
      fetching = null;
    });
    try {
      held = await fetching;
      return held;
    } catch (error) {
      const refused = error instanceof ChatError && error.kind === "unauthorized";
      if (!refused && held !== null && now < held.endsAt) return held;
      throw error;
    }
  }

  return {
    async get() {
      return parts.appId === null ? null : (await current()).text;
    },
    forget() {
      held = null;
    },
  };
}

async function fetchToken({ appId, appPassword, tenantId, loginUrl, request, machineNow }: TokenParts): Promise<Token> {
  if (appId === null || appPassword === null || appPassword === "") throw new ChatError("unauthorized", "no_secret");
  if (!isSafe(loginUrl)) throw new ChatError("refused", "foreign_address");
  const askedAt = machineNow();
  const url = `${loginUrl.replace(/\/+$/, "")}/${encodeURIComponent(tenantId ?? SHARED_TENANT)}/oauth2/v2.0/token`;
  const form = { grant_type: "client_credentials", client_id: appId, client_secret: appPassword, scope: SCOPE };
  const { status, retryAfter, text } = await send(request, url, new URLSearchParams(form).toString());
  if (status === 400 || status === 401) throw new ChatError("unauthorized", refusalOf(text) ?? `http_${status}`);
  if (status !== 200) throw fromStatus(status, retryAfter, text);
  const read = granted.safeParse(parsed(text));
  if (!read.success) throw new ChatError("down", "garbage");
  return { text: read.data.access_token, endsAt: askedAt + read.data.expires_in * 1_000 };
}

async function send(request: ChatRequest, url: string, body: string) {
  try {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await request(url, { method: "POST", headers, body, redirect: "error", signal });
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      text: await response.text(),
    };
  } catch (error) {
    throw new ChatError("down", "no_answer", null, error);
  }
}

function refusalOf(text: string): string | null {
  const read = refusal.safeParse(parsed(text));
  return read.success ? read.data.error : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
