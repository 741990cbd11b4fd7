/** What sending to the bot needs of the outside. The clock is the machine's, because bots check signatures against it. */
export interface Wire {
  /** Throws when nobody answers. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ status: number; body: string }>;
  /** Where the bot takes requests. */
  requestUrl(): string;
  /** Where the bot reaches the simulated chat. */
  origin(): string;
  /** ms since 1970, real. */
  realNow(): number;
  sleep(ms: number): Promise<void>;
}

/** How a request to the bot was answered. */
export interface Ack {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly ms: number;
  readonly body: string;
}

/** Sends one request to the bot. */
export async function attempt(wire: Wire, headers: Readonly<Record<string, string>>, body: string): Promise<Ack> {
  const started = wire.realNow();
  try {
    const answer = await wire.post(wire.requestUrl(), headers, body);
    return { status: answer.status, ms: wire.realNow() - started, body: answer.body };
  } catch {
    return { status: 0, ms: wire.realNow() - started, body: "" };
  }
}
