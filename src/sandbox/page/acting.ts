import { useState } from "react";
import { type Answered, post } from "./calls.ts";

export type Chatting = "slack" | "teams";

/** Does what a person does in a chat, one thing after the other; says what went wrong, and answers null then. */
export function useActing(
  chat: Chatting,
  user: string,
  say: (text: string | null) => void,
  reload: () => Promise<void>,
): { readonly busy: boolean; act(path: string, body: Readonly<Record<string, unknown>>): Promise<Answered | null> } {
  const [busy, setBusy] = useState(false);
  const act = async (path: string, body: Readonly<Record<string, unknown>>) => {
    setBusy(true);
    try {
      const answer = await post<Answered>(`/${chat}/${path}`, { user, ...body });
      say(trouble(answer));
      return answer;
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
      return null;
    } finally {
      await reload();
      setBusy(false);
    }
  };
  return { busy, act };
}

function trouble(answer: Answered): string | null {
  if (answer.ackStatus === 0) return "The daemon did not answer. Is it running?";
  if (answer.ackStatus >= 400) return `The daemon refused the request (HTTP ${answer.ackStatus}).`;
  return null;
}
