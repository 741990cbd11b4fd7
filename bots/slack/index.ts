import { setTimeout as wait } from "node:timers/promises";
import { App } from "@slack/bolt";
import { type Answer, type Bot, type BotPorts, ChatError } from "../bot.ts";
import { type ChatRequest, clientOptions, createClient, logger } from "./client.ts";
import { listen, REQUEST } from "./listen.ts";
import { createPosts } from "./posts.ts";
import { type Delivery, eventsRoute } from "./route.ts";

export interface SlackBotOptions {
  /** The bot token, xoxb-… */
  readonly token: string;
  readonly signingSecret: string;
  /** Ends with "/api/"; on loopback in the sandbox. */
  readonly apiUrl: string;
  /** Carries everything that leaves the bot; the global fetch unless given. */
  readonly request?: ChatRequest;
  readonly ports: BotPorts;
  /** The machine's clock in ms, against which signatures are checked; Slack's servers know no other. */
  readonly machineNow?: () => number;
  /** How long a sent form may wait for its answer; Slack waits three seconds. */
  readonly submitWaitMs?: number;
}

/**
 * Slack over HTTP. Bolt gets deliveries that are verified and new; its own receiver is replaced by `deliver`, which a
 * socket may call as well. Methods throw ChatError.
 */
export function createSlackBot(options: SlackBotOptions): Bot {
  const { token, signingSecret, ports } = options;
  const apiUrl = options.apiUrl.endsWith("/") ? options.apiUrl : `${options.apiUrl}/`;
  const request: ChatRequest = options.request ?? ((url, init) => fetch(url, init));
  const client = createClient(token, apiUrl, request, ports);
  const running = new Set<Promise<void>>();
  let answer: Answer | null = null;

  const app = new App({
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    authorize: async () => ({ botToken: token }),
    clientOptions: clientOptions(apiUrl, request, ports),
    logger: logger(ports),
    convoStore: false,
  });
  listen(app, {
    client,
    ports,
    submitWaitMs: options.submitWaitMs ?? 2_000,
    answer: () => {
      if (answer === null) throw new Error("the Slack bot was not started");
      return answer;
    },
  });

  async function deliver({ body, request: key, ack }: Delivery): Promise<void> {
    const work = app.processEvent({ body, ack, customProperties: { [REQUEST]: key } });
    running.add(work);
    try {
      await work;
    } finally {
      running.delete(work);
    }
  }

  return {
    id: "slack",
    routes: [eventsRoute({ signingSecret, ports, machineNow: options.machineNow ?? Date.now, deliver })],
    async start(answerWith) {
      answer = answerWith;
      try {
        await client.call((web) => web.auth.test());
      } catch (error) {
        if (error instanceof ChatError && error.kind === "unauthorized") throw error;
        ports.log("warn", "slack did not answer at the start", { error: String(error) });
      }
    },
    /** Waits for the answers that are under way, five seconds at most. */
    async stop() {
      const late = new AbortController();
      const patience = wait(5_000, null, { signal: late.signal }).catch(() => null);
      await Promise.race([Promise.allSettled(running), patience]);
      late.abort();
    },
    ...createPosts(client, ports),
  };
}
