import { z } from "zod";
import { type BotPorts, ChatError } from "../bot.ts";
import { type Activity, isPersonal, splitConversation, tenantOf } from "./activity.ts";

/** Our table of texts by name; what is kept stands there after a restart. */
export interface Places {
  read(key: string): Promise<string | null>;
  keep(key: string, value: string): Promise<void>;
}

const service = z.object({ serviceUrl: z.string(), tenant: z.string().nullable(), bot: z.string() });
const channel = service.extend({ conversation: z.string(), name: z.string().nullable() });
const person = service.extend({
  /** 29:…, or the person's id in the directory where no other is known. */
  id: z.string(),
  name: z.string(),
  /** Of the chat with the bot; null = none is known yet. */
  conversation: z.string().nullable(),
});
const home = z.object({ conversation: z.string(), id: z.string() });

export type ServiceSpot = z.infer<typeof service>;
export type ChannelPlace = z.infer<typeof channel>;
export type PersonPlace = z.infer<typeof person>;
export type HomePlace = z.infer<typeof home>;

/** Where the bot may speak without being asked: what is kept of each conversation it was put into or spoken to in. */
export interface KnownPlaces {
  /** Keeps what an activity tells. Never throws. */
  note(activity: Activity): Promise<void>;
  /** A channel that was never seen is tried at the newest service. Throws ChatError no_place when none is known. */
  channel(conversation: string): Promise<ChannelPlace>;
  /** As for a channel. `user` is the person's id in the directory. */
  person(user: string): Promise<PersonPlace>;
  /** The conversation of the bot with this person, if there is one. */
  chat(user: string): Promise<string | null>;
  keepChat(user: string, place: PersonPlace): Promise<void>;
  home(user: string): Promise<HomePlace | null>;
  keepHome(user: string, place: HomePlace): Promise<void>;
  /** What is known of a channel for sure. */
  seen(conversation: string): Promise<ChannelPlace | null>;
}

const SERVICE = "teams:service";

export function createPlaces(places: Places, ports: Pick<BotPorts, "log">, bot: string): KnownPlaces {
  const known = new Map<string, string>();

  async function read<T>(key: string, shape: z.ZodType<T>): Promise<T | null> {
    const text = known.get(key) ?? (await places.read(key));
    if (text === null) return null;
    known.set(key, text);
    const read = shape.safeParse(parsed(text));
    return read.success ? read.data : null;
  }

  /** Only what changed is written: every request of Teams comes by here. */
  async function keep(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    if ((known.get(key) ?? (await places.read(key))) !== text) await places.keep(key, text);
    known.set(key, text);
  }

  async function noteAll(activity: Activity): Promise<void> {
    const spot: ServiceSpot = {
      serviceUrl: activity.serviceUrl,
      tenant: tenantOf(activity),
      bot: activity.recipient?.id ?? bot,
    };
    await keep(SERVICE, spot);
    const { conversation } = splitConversation(activity.conversation.id);
    const personal = isPersonal(activity);
    if (!personal) {
      const told = activity.channelData?.channel;
      const before = await read(channelKey(conversation), channel);
      const name = (told?.id === undefined || told.id === conversation ? told?.name : null) ?? before?.name ?? null;
      await keep(channelKey(conversation), { ...spot, conversation, name });
      if (told?.id && told.id !== conversation) {
        await keep(channelKey(told.id), { ...spot, conversation: told.id, name: told.name ?? null });
      }
    }
    const { from } = activity;
    if (!from || from.id === spot.bot) return;
    const user = from.aadObjectId ?? from.id;
    const before = await read(personKey(user), person);
    const chat = personal ? conversation : (before?.conversation ?? null);
    await keep(personKey(user), { ...spot, id: from.id, name: from.name ?? before?.name ?? "", conversation: chat });
  }

  async function newest(): Promise<ServiceSpot> {
    const found = await read(SERVICE, service);
    if (found === null) throw new ChatError("refused", "no_place");
    return found;
  }

  return {
    async note(activity) {
      try {
        await noteAll(activity);
      } catch (error) {
        ports.log("error", "a place in teams could not be kept", { error: String(error) });
      }
    },
    async channel(conversation) {
      const found = await read(channelKey(conversation), channel);
      return found ?? { ...(await newest()), conversation, name: null };
    },
    async person(user) {
      const found = await read(personKey(user), person);
      return found ?? { ...(await newest()), id: user, name: "", conversation: null };
    },
    async chat(user) {
      return (await read(personKey(user), person))?.conversation ?? null;
    },
    keepChat: (user, place) => keep(personKey(user), place),
    home: (user) => read(`teams:home:${user}`, home),
    keepHome: (user, place) => keep(`teams:home:${user}`, place),
    seen: (conversation) => read(channelKey(conversation), channel),
  };
}

function channelKey(conversation: string): string {
  return `teams:channel:${conversation}`;
}

function personKey(user: string): string {
  return `teams:user:${user}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
