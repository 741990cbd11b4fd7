import type { MessageRef, Reply } from "../bot.ts";
import type { Origin } from "./inbound.ts";

/** One way to show a reply; they are tried in order until one works. */
export type Way =
  /** In the thread where it was asked, seen by the caller alone. */
  | { readonly way: "targeted" }
  /** A new message where it was asked. */
  | { readonly way: "post" }
  /** The chat of the caller with the bot. */
  | { readonly way: "chat" }
  | { readonly way: "update"; readonly message: MessageRef }
  /** In place of a message that only the caller sees. */
  | { readonly way: "update-targeted"; readonly id: string };

/**
 * Pure. Where a reply is shown, best way first: every private reply ends in the caller's own chat when nothing else
 * works. A form that stands in a message gives way to its answer.
 */
export function waysFor(show: Reply["show"], origin: Origin): readonly Way[] {
  const toCaller = [...formWays(origin), ...privateWays(origin)];
  switch (show) {
    case "caller":
    case "form":
      return toCaller;
    case "channel":
      return origin.personal ? [{ way: "post" }] : [{ way: "post" }, ...toCaller];
    case "replace":
      return [...replaceWays(origin), ...toCaller];
  }
}

function privateWays({ personal }: Origin): Way[] {
  return personal ? [{ way: "post" }] : [{ way: "targeted" }, { way: "chat" }];
}

export function formWays({ form, conversation, personal }: Origin): Way[] {
  if (form === null) return [];
  if (form.private) return [{ way: "update-targeted", id: form.id }];
  // In a channel such a form is no private message, so that an answer to one person has no place there.
  return personal ? [{ way: "update", message: { channel: conversation, id: form.id } }] : [];
}

function replaceWays({ message, pressedPrivate }: Origin): Way[] {
  if (message !== null) return [{ way: "update", message }];
  return pressedPrivate === null ? [] : [{ way: "update-targeted", id: pressedPrivate }];
}
