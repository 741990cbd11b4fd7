import type { Answer } from "../crm/crm.ts";

export function answerJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const all = { "content-type": "application/json; charset=utf-8", ...headers };
  return { status, headers: all, body: JSON.stringify(body), refused: status === 429 };
}

/** The Bot Connector's words for a refusal. */
export function refuse(status: number, code: string, message: string, retryAfterS?: number): Answer {
  const headers: Record<string, string> = {};
  if (retryAfterS !== undefined) headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfterS)));
  return answerJson(status, { error: { code, message } }, headers);
}

export const notFound = {
  conversation: () => refuse(404, "ConversationNotFound", "Conversation not found."),
  activity: () => refuse(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation."),
  member: () => refuse(404, "MemberNotFoundInConversation", "The member was not found in the conversation."),
} as const;

export function badSyntax(message: string): Answer {
  return refuse(400, "BadSyntax", message);
}
