import { ChatError } from "../bot.ts";
import { splitConversation } from "./activity.ts";
import { type Adapter, type Connector, TARGETED } from "./adapter.ts";
import { fromSdk } from "./errors.ts";
import { isTeamsService, type ServicePlace } from "./hosts.ts";
import type { Pace } from "./pace.ts";
import { type Patience, withPatience } from "./retry.ts";
import type { Tokens } from "./token.ts";

/** Where a message goes: at which service, and into which conversation, or into which thread of it. */
export interface Spot {
  readonly serviceUrl: string;
  /** Perhaps with ";messageid=…". */
  readonly conversation: string;
}

/** Of Bot Framework's Activity, what a message of ours has. */
export interface OutgoingMessage {
  readonly type: "message";
  readonly text?: string;
  readonly textFormat?: "plain";
  /** What a notification says. */
  readonly summary?: string;
  readonly attachments?: { contentType: string; content: unknown }[];
  readonly channelData?: Readonly<Record<string, unknown>>;
}

/** How a message is sent. */
export interface Manner {
  readonly patience: Patience;
  /** The 29:… of the one person who is to see it. */
  readonly only?: string;
}

export interface NewChat {
  readonly serviceUrl: string;
  /** The bot's 28:… */
  readonly bot: string;
  readonly member: string;
  readonly tenant: string | null;
}

/** The Bot Connector as far as the bot needs it; every failure is a ChatError. */
export interface TeamsClient {
  /** Answers with the message's id. */
  send(spot: Spot, message: OutgoingMessage, manner: Manner): Promise<string>;
  update(spot: Spot, id: string, message: OutgoingMessage, manner: Manner): Promise<void>;
  /** The conversation of the bot with one person; opening it twice gives the same one. */
  openChat(chat: NewChat, patience: Patience): Promise<string>;
  /** Throws unless the bot is in the conversation; answers with how many people were told of. */
  countMembers(spot: Spot): Promise<number>;
}

export interface ClientParts {
  /** Made at first use. */
  adapter(): Adapter;
  readonly tokens: Tokens;
  readonly pace: Pace;
  readonly services: ServicePlace;
}

export function createClient(parts: ClientParts): TeamsClient {
  const { tokens, pace } = parts;

  /** One call, in the windows; a token that the service does not take is fetched anew once. */
  async function call<T>(spot: Spot, patience: Patience, use: (connector: Connector) => Promise<T>): Promise<T> {
    if (!isTeamsService(spot.serviceUrl, parts.services)) throw new ChatError("refused", "foreign_address");
    return withPatience(patience, async () => {
      const answered = pace.take(splitConversation(spot.conversation).conversation);
      try {
        return await connected(spot.serviceUrl, use);
      } catch (error) {
        if (!(error instanceof ChatError) || error.kind !== "unauthorized") throw error;
        tokens.forget();
        return await connected(spot.serviceUrl, use);
      } finally {
        answered();
      }
    });
  }

  async function connected<T>(serviceUrl: string, use: (connector: Connector) => Promise<T>): Promise<T> {
    try {
      return await parts.adapter().connect(serviceUrl, use);
    } catch (error) {
      throw fromSdk(error);
    }
  }

  return {
    async send(spot, message, { patience, only }) {
      const answer = await call(spot, patience, ({ conversations }) =>
        conversations.sendToConversation(spot.conversation, addressed(message, only), options(only)),
      );
      return idOf(answer);
    },
    async update(spot, id, message, { patience, only }) {
      await call(spot, patience, ({ conversations }) =>
        conversations.updateActivity(spot.conversation, id, { ...addressed(message, only), id }, options(only)),
      );
    },
    async openChat({ serviceUrl, bot, member, tenant }, patience) {
      const ofTenant =
        tenant === null ? { channelData: {} } : { tenantId: tenant, channelData: { tenant: { id: tenant } } };
      const answer = await call({ serviceUrl, conversation: `new:${member}` }, patience, ({ conversations }) =>
        conversations.createConversation({
          isGroup: false,
          bot: { id: bot, name: "" },
          members: [{ id: member, name: "" }],
          ...ofTenant,
        }),
      );
      return idOf(answer);
    },
    async countMembers(spot) {
      const answer = await call(spot, 0, ({ conversations }) =>
        conversations.getConversationMembers(spot.conversation),
      );
      return answer.length;
    },
  };
}

function addressed(message: OutgoingMessage, only: string | undefined) {
  return { ...message, ...(only === undefined ? {} : { recipient: { id: only, name: "" } }) };
}

function options(only: string | undefined) {
  return only === undefined ? {} : { customHeaders: { [TARGETED]: "1" } };
}

function idOf(answer: { readonly id?: string }): string {
  if (answer.id === undefined || answer.id === "") throw new ChatError("down", "garbage");
  return answer.id;
}
