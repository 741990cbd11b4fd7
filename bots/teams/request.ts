/** Like the global fetch; another one carries the bot without sockets. */
export type ChatRequest = (url: string | URL, init?: ChatRequestInit) => Promise<Response>;

export interface ChatRequestInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly redirect?: "error" | "follow" | "manual";
  readonly signal?: AbortSignal;
}

/** How long one request may take, in ms. */
export const TIMEOUT_MS = 10_000;
