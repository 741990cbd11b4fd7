import type { TeamsClient } from "./client.ts";
import type { KnownPlaces, PersonPlace } from "./places.ts";
import type { Patience } from "./retry.ts";

/** The chats of the bot with single people. */
export interface Chats {
  /** The conversation's id: the one that is known, or a new one, which is kept. Throws ChatError. */
  of(user: string, place: PersonPlace, patience: Patience): Promise<string>;
}

export function createChats(client: TeamsClient, places: KnownPlaces): Chats {
  return {
    async of(user, place, patience) {
      const known = place.conversation ?? (await places.chat(user));
      if (known !== null) return known;
      const { serviceUrl, bot, tenant, id } = place;
      const conversation = await client.openChat({ serviceUrl, bot, tenant, member: id }, patience);
      await places.keepChat(user, { ...place, conversation });
      return conversation;
    },
  };
}
