import { useState } from "react";
import { type Answered, post } from "./calls.ts";

export type Chatting = "slack" | "teams";

/** Does what a person does in a chat, one thing after the other; says what went wrong. */
export function useActing(
  chat: Chatting,
  user: string,
  say: (text: string | null) => void,
  reload: () => void,
): { readonly busy: boolean; act(path: string, body: Readonly<Record<string, unknown>>): Promise<void> } {
  const [busy, setBusy] = useState(false);
  const act = async (path: string, body: Readonly<Record<string, unknown>>) => {
    setBusy(true);
    try {
      say(trouble(await post<Answered>(`/${chat}/${path}`, { user, ...body })));
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy(false);
      reload();
    }
  };
  return { busy, act };
}

function trouble(answer: Answered): string | null {
  if (answer.ackStatus === 0) return "The daemon did not answer. Is it running?";
  if (answer.ackStatus >= 400) return `The daemon refused the request (HTTP ${answer.ackStatus}).`;
  return null;
}
