import { setTimeout as wait } from "node:timers/promises";
import { type Answer, type Bot, type BotPorts, ChatError, type Route } from "../bot.ts";
import { type Adapter, createAdapter } from "./adapter.ts";
import { createChats } from "./chats.ts";
import { createClient } from "./client.ts";
import { createExamine } from "./examine.ts";
import type { ServicePlace } from "./hosts.ts";
import { identify } from "./identity.ts";
import { createKeys } from "./keys.ts";
import { APP_WINDOW, RATE_WINDOWS } from "./limits.ts";
import { isWelcome, type Listening, take } from "./listen.ts";
import { createPace } from "./pace.ts";
import { createPlaces, type Places } from "./places.ts";
import { createPosts } from "./posts.ts";
import type { ChatRequest } from "./request.ts";
import { type Delivery, messagesRoute } from "./route.ts";
import { withSkew } from "./skew.ts";
import { createTokens } from "./token.ts";
import { transportOf } from "./transport.ts";

export interface TeamsBotOptions {
  /** The app's client id, which is the audience of what Teams sends; null = nothing is signed, either way. */
  readonly appId: string | null;
  readonly appPassword: string | null;
  readonly tenantId: string | null;
  /** Names the address of the keys that Teams signs with. */
  readonly metadataUrl: string;
  /** Followed by "/TENANT/oauth2/v2.0/token". */
  readonly loginUrl: string;
  /** Only then are addresses of this machine taken for Teams' own: in the sandbox. */
  readonly loopback: boolean;
  /** Without an app id, requests of this machine, and only those, are taken as they are. */
  readonly allowUnauthenticated: boolean;
  /** Where the bot was put and who spoke to it; kept, so that it can speak first after a restart. */
  readonly places: Places;
  /** Carries everything that leaves the bot; the global fetch unless given. */
  readonly request?: ChatRequest;
  readonly ports: BotPorts;
  /** The machine's clock in ms, against which tokens are checked; Microsoft's servers know no other. */
  readonly machineNow?: () => number;
  /** How long a dialog may wait for its answer; Teams waits about ten seconds. */
  readonly answerWaitMs?: number;
}

/**
 * Microsoft Teams over the Bot Connector. Bot Framework's adapter gets deliveries that are new and whose token we found
 * right ourselves; it checks nothing. What is delivered before the start waits for it. Methods throw ChatError.
 */
export function createTeamsBot(options: TeamsBotOptions): Bot {
  const { appId, appPassword, tenantId, metadataUrl, loginUrl, ports } = options;
  const machineNow = options.machineNow ?? Date.now;
  const { request, skew } = withSkew(options.request ?? ((url, init) => fetch(url, init)), machineNow);
  const services: ServicePlace = appId === null ? "loopback" : options.loopback ? "either" : "microsoft";
  const tokens = createTokens({ appId, appPassword, tenantId, loginUrl, request, machineNow });
  const keys = createKeys({ metadataUrl, request, ports, machineNow });
  const pace = createPace({ windows: RATE_WINDOWS, appWindow: APP_WINDOW, now: ports.now });
  const client = createClient({ adapter, tokens, pace, services });
  const places = createPlaces(options.places, ports, `28:${appId ?? ""}`);
  const chats = createChats(client, places);
  const running = new Set<Promise<void>>();
  const begun = Promise.withResolvers<void>();
  // Whoever waits for it is told; that nobody does is no fault.
  begun.promise.catch(() => {});
  let answer: Answer | null = null;
  let made: Adapter | null = null;
  let lastAccepted: number | null = null;

  function adapter(): Adapter {
    made ??= createAdapter(appId, tokens, request);
    return made;
  }

  const posts = createPosts({ client, places, chats, ports });
  const listening: Listening = {
    client,
    home: posts.home,
    chats,
    ports,
    answerWaitMs: options.answerWaitMs ?? 8_000,
    answer: () => {
      if (answer === null) throw new Error("the Teams bot was not started");
      return answer;
    },
  };

  /** The turn ends with what Teams is answered; what goes on after it is waited for by whoever delivers. */
  async function runTurn({ activity, body, request: key, noted, respond }: Delivery): Promise<void> {
    const noting = places.note(activity);
    let rest = Promise.resolve();
    let fault: unknown = null;
    await adapter().process(body, respond, async (context) => {
      try {
        // The home is written where the activity says that the person is.
        if (isWelcome(activity)) await noting;
        const taken = await take(listening, activity, key, noted);
        rest = taken.rest;
        if (activity.type !== "invoke") return;
        await context.sendActivity({ type: "invokeResponse", value: { status: 200, body: taken.answer ?? undefined } });
      } catch (error) {
        // The library would print it.
        fault = error;
      }
    });
    await Promise.all([noting, rest]);
    if (fault !== null) throw fault;
  }

  async function deliver(delivery: Delivery): Promise<void> {
    await begun.promise;
    await runTurn(delivery);
  }

  const route = messagesRoute({
    ports,
    identify: (incoming, raw) => identify({ appId, tenantId, services, keys, machineNow }, incoming, raw),
    onAccepted: () => {
      lastAccepted = ports.now();
    },
    deliver,
  });

  const handle: Route["handle"] = async (incoming, raw, response) => {
    const work = route.handle(incoming, raw, response);
    running.add(work);
    try {
      await work;
    } finally {
      running.delete(work);
    }
  };

  return {
    id: "teams",
    routes: [{ ...route, handle }],
    async start(answerWith) {
      if (appId === null && !options.allowUnauthenticated) throw new ChatError("unauthorized", "no_app_id");
      answer = answerWith;
      adapter();
      begun.resolve();
      try {
        await tokens.get();
      } catch (error) {
        if (error instanceof ChatError && error.kind === "unauthorized") throw error;
        ports.log("warn", "teams did not answer at the start", { error: String(error) });
      }
    },
    /** Takes nothing more and waits for the answers that are under way, five seconds at most. */
    async stop() {
      begun.reject(new Error("the Teams bot was not started"));
      const late = new AbortController();
      const patience = wait(5_000, null, { signal: late.signal }).catch(() => null);
      await Promise.race([Promise.allSettled(running), patience]);
      late.abort();
    },
    ...posts,
    // Groups of Entra are told by Microsoft Graph alone, for which the app would need rights over the whole directory.
    groupsOf: async () => [],
    examine: createExamine({
      client,
      tokens,
      places,
      skew,
      appId,
      tenantId,
      transport: () => transportOf(lastAccepted),
    }),
  };
}
