import { z } from "zod";

/** What Teams sends, as far as we read it. Of Bot Framework's "Activity" schema and Teams' channelData. */
const account = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  aadObjectId: z.string().toLowerCase().nullish(),
  /** Of the recipient: nobody else sees the message. */
  isTargeted: z.boolean().nullish(),
});

const named = z.object({ id: z.string().min(1), name: z.string().nullish() });

export const activity = z.object({
  type: z.string().min(1),
  id: z.string().nullish(),
  /** Of an invoke. */
  name: z.string().nullish(),
  /** Of an installation. */
  action: z.string().nullish(),
  channelId: z.string(),
  serviceUrl: z.string().min(1),
  from: account.nullish(),
  recipient: account.nullish(),
  conversation: z.object({
    id: z.string().min(1),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
    name: z.string().nullish(),
  }),
  channelData: z
    .object({
      tenant: z.object({ id: z.string() }).nullish(),
      team: named.partial().nullish(),
      channel: named.partial().nullish(),
    })
    .nullish(),
  text: z.string().nullish(),
  entities: z.array(z.unknown()).nullish(),
  value: z.unknown().optional(),
  replyToId: z.string().nullish(),
  membersAdded: z.array(account).nullish(),
});

export type Activity = z.infer<typeof activity>;

export function tenantOf({ conversation, channelData }: Activity): string | null {
  return conversation.tenantId ?? channelData?.tenant?.id ?? null;
}

/** In the chat between one person and the bot everything is said to the bot, and everything it says is private. */
export function isPersonal({ conversation }: Activity): boolean {
  return conversation.conversationType === "personal";
}

/** A channel's conversation is named with the thread in it: "19:…@thread.tacv2;messageid=ROOT". */
export function splitConversation(id: string): { readonly conversation: string; readonly thread: string | null } {
  const at = id.indexOf(";messageid=");
  return at < 0
    ? { conversation: id, thread: null }
    : { conversation: id.slice(0, at), thread: id.slice(at + ";messageid=".length) || null };
}

export function inThread(conversation: string, root: string | null): string {
  return root === null ? conversation : `${conversation};messageid=${root}`;
}
