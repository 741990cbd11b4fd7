import { setTimeout as wait } from "node:timers/promises";
import type { App } from "@slack/bolt";
import { type Answer, type Bot, type BotPorts, ChatError } from "../bot.ts";
import { type ChatRequest, clientOptions, createClient, logger } from "./client.ts";
import { takeEnvelope } from "./envelope.ts";
import { createExamine } from "./examine.ts";
import { createGroups } from "./groups.ts";
import { listen, NOTED, REQUEST } from "./listen.ts";
import { createPosts } from "./posts.ts";
import { type Delivery, eventsRoute } from "./route.ts";
import { sdk } from "./sdk.ts";
import { withSkew } from "./skew.ts";
import { createSocket } from "./socket.ts";
import { httpTransport, socketTransport } from "./transport.ts";

export interface SlackBotOptions {
  /** The bot token, xoxb-… */
  readonly token: string;
  /** The app token, xapp-…: requests then come through a socket that we open, and there is no route. */
  readonly appToken: string | null;
  /** Null where requests come through a socket. */
  readonly signingSecret: string | null;
  /** Ends with "/api/"; on loopback in the sandbox. */
  readonly apiUrl: string;
  /** The ids (S…) of the user groups that roles mention; no others are ever asked for. */
  readonly groups?: readonly string[];
  /** Carries everything that leaves the bot but the socket itself; the global fetch unless given. */
  readonly request?: ChatRequest;
  readonly ports: BotPorts;
  /** The machine's clock in ms, against which signatures are checked; Slack's servers know no other. */
  readonly machineNow?: () => number;
  /** How long a sent form may wait for its answer; Slack waits three seconds. */
  readonly submitWaitMs?: number;
  /** The first wait before the socket is opened again. */
  readonly socketRetryMs?: number;
}

/**
 * Slack over HTTP, or over a socket where an app token is given. Bolt gets deliveries that are new and either signed or
 * through our own socket; its receiver is replaced by `deliver`. What is delivered before the start waits for it. Methods
 * throw ChatError.
 */
export function createSlackBot(options: SlackBotOptions): Bot {
  const { token, appToken, signingSecret, ports } = options;
  const apiUrl = options.apiUrl.endsWith("/") ? options.apiUrl : `${options.apiUrl}/`;
  const machineNow = options.machineNow ?? Date.now;
  const { request, skew } = withSkew(options.request ?? ((url, init) => fetch(url, init)), machineNow);
  const client = createClient(token, apiUrl, request, ports);
  const posts = createPosts(client, ports);
  const running = new Set<Promise<void>>();
  const begun = Promise.withResolvers<void>();
  // Whoever waits for it is told; that nobody does is no fault.
  begun.promise.catch(() => {});
  let answer: Answer | null = null;
  let bolt: App | null = null;
  let lastSigned: number | null = null;

  function app(): App {
    if (bolt !== null) return bolt;
    const { App } = sdk();
    bolt = new App({
      receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
      authorize: async () => ({ botToken: token }),
      clientOptions: clientOptions(apiUrl, request, ports),
      logger: logger(ports),
      convoStore: false,
    });
    listen(bolt, {
      client,
      ports,
      home: posts.home,
      submitWaitMs: options.submitWaitMs ?? 2_000,
      answer: () => {
        if (answer === null) throw new Error("the Slack bot was not started");
        return answer;
      },
    });
    return bolt;
  }

  async function deliver({ body, request: key, noted, ack }: Delivery): Promise<void> {
    await begun.promise;
    const work = app().processEvent({ body, ack, customProperties: { [REQUEST]: key, [NOTED]: noted } });
    running.add(work);
    try {
      await work;
    } finally {
      running.delete(work);
    }
  }

  const socket = !appToken
    ? null
    : createSocket({
        appToken,
        clientOptions: clientOptions(apiUrl, request, ports),
        logger: logger(ports),
        ports,
        retryMs: options.socketRetryMs ?? 1_000,
        take: (envelope) => takeEnvelope({ ports, deliver }, envelope),
      });
  const onSigned = () => {
    lastSigned = ports.now();
  };
  const route =
    socket !== null || signingSecret === null
      ? null
      : eventsRoute({ signingSecret, ports, machineNow, onSigned, deliver });

  return {
    id: "slack",
    routes: route === null ? [] : [route],
    async start(answerWith) {
      answer = answerWith;
      app();
      begun.resolve();
      try {
        await client.call((web) => web.auth.test());
      } catch (error) {
        if (error instanceof ChatError && error.kind === "unauthorized") throw error;
        ports.log("warn", "slack did not answer at the start", { error: String(error) });
      }
      await socket?.start();
    },
    /** Takes nothing more and waits for the answers that are under way, five seconds at most. */
    async stop() {
      begun.reject(new Error("the Slack bot was not started"));
      socket?.pause();
      const late = new AbortController();
      const patience = wait(5_000, null, { signal: late.signal }).catch(() => null);
      await Promise.race([Promise.allSettled(running), patience]);
      late.abort();
      await socket?.close();
    },
    ...posts,
    groupsOf: createGroups(client, ports, options.groups ?? []),
    examine: createExamine({
      client,
      skew,
      transport: () => (socket === null ? httpTransport(lastSigned) : socketTransport(socket.state())),
    }),
  };
}
