import { setTimeout as wait } from "node:timers/promises";
import type { SocketModeReceiver, webApi } from "@slack/bolt";
import { ChatError } from "../bot.ts";
import { fromSdk } from "./errors.ts";
import { sdk } from "./sdk.ts";

export interface LinkParts {
  /** xapp-… */
  readonly appToken: string;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: webApi.Logger;
  take(envelope: unknown): Promise<void>;
}

/** One connection of Socket Mode, from Slack's hello on. */
export interface Link {
  /** Slack announced that it will close this connection, or it is closed. */
  readonly ending: Promise<void>;
  isOpen(): boolean;
  /** Closes once what came through it is acknowledged, at the latest after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Slack says hello at once; after this long something else answered. */
const HELLO_MS = 15_000;
/** Without a pong for this long the connection is taken for dead. */
const PONG_MS = 15_000;
/** How long the other side may take to close in good order. */
const FAREWELL_MS = 250;

type Client = SocketModeReceiver["client"];

/** Opens a connection and waits for the hello. Throws ChatError. */
export async function openLink({ appToken, clientOptions, logger, take }: LinkParts): Promise<Link> {
  const { SocketModeReceiver } = sdk();
  const { client } = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    clientPingTimeout: PONG_MS,
    installerOptions: { clientOptions },
  });
  const working = new Set<Promise<void>>();
  const ending = Promise.withResolvers<void>();
  let open = false;
  client.on("disconnected", () => {
    open = false;
    ending.resolve();
  });
  beforeGoodbye(client, logger, ending.resolve);
  client.on("slack_event", (envelope: unknown) => {
    const work = take(envelope).finally(() => working.delete(work));
    working.add(work);
  });

  await greeted(client);
  open = true;
  return {
    ending: ending.promise,
    isOpen: () => open,
    async close(graceMs) {
      if (graceMs > 0) await within(Promise.allSettled(working), graceMs);
      await disconnect(client);
      open = false;
      ending.resolve();
    },
  };
}

async function greeted(client: Client): Promise<void> {
  const greeting: Promise<unknown> = client.start();
  try {
    if (!(await within(greeting, HELLO_MS))) throw new ChatError("down", "no_hello");
  } catch (error) {
    // Its address may still come; then it must not be left open.
    greeting.then(
      () => disconnect(client),
      () => {},
    );
    await disconnect(client);
    throw error === undefined ? new ChatError("down", "no_socket") : fromSdk(error);
  }
}

/**
 * The client closes as soon as Slack says goodbye, and what came just before would go without its acknowledgement. So
 * the goodbye is only told, and whoever holds the link closes it when the next one is open.
 */
function beforeGoodbye(client: Client, logger: webApi.Logger, goodbye: () => void): void {
  const rest: readonly ((...said: unknown[]) => unknown)[] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (text: unknown, binary: unknown) => {
    if (typeof text === "string" && isGoodbye(text)) return goodbye();
    try {
      for (const listener of rest) await listener(text, binary);
    } catch (error) {
      logger.warn(`a message of the socket could not be read: ${String(error)}`);
    }
  });
}

function isGoodbye(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null && "type" in message && message.type === "disconnect";
  } catch {
    return false;
  }
}

/** A second call ends the wait for the other side's goodbye, which may never come. */
async function disconnect(client: Client): Promise<void> {
  const gone = client.disconnect();
  if (!(await within(gone, FAREWELL_MS))) await within(client.disconnect(), FAREWELL_MS);
}

/** False when it took longer. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
