import type { MessageRef, Reply } from "../bot.ts";
import type { Origin } from "./inbound.ts";

/** One way to show a reply; they are tried in order until one works. */
export type Way =
  | { readonly way: "url"; readonly url: string; readonly to: "ephemeral" | "in_channel"; readonly replace: boolean }
  | { readonly way: "ephemeral"; readonly channel: string }
  | { readonly way: "post"; readonly channel: string }
  | { readonly way: "direct" }
  | { readonly way: "update"; readonly message: MessageRef }
  | { readonly way: "open"; readonly triggerId: string }
  | { readonly way: "view"; readonly viewId: string }
  | { readonly way: "home" };

/**
 * Pure. Where a reply is shown, best way first: a message that only one person sees can be changed through its
 * response_url alone, and every private reply ends as a direct message when nothing else works. `dialog` is one that
 * stands open for this answer.
 */
export function waysFor(show: Reply["show"], origin: Origin, dialog: string | null): readonly Way[] {
  const inDialog: Way[] = dialog === null ? [] : [{ way: "view", viewId: dialog }];
  const toCaller = [...inDialog, ...privateWays(origin)];
  switch (show) {
    case "caller":
      return toCaller;
    case "channel":
      return [...publicWays(origin), ...toCaller];
    case "replace":
      return [...replaceWays(origin), ...toCaller];
    case "form":
      if (dialog !== null) return inDialog;
      return origin.triggerId === null ? [] : [{ way: "open", triggerId: origin.triggerId }];
  }
}

/** After a form the response_url is that of the press which opened it, and may be used up or over. */
function privateWays(origin: Origin): Way[] {
  const byUrl = urlWay(origin, "ephemeral", false);
  const byName: Way[] = origin.channel === null ? [] : [{ way: "ephemeral", channel: origin.channel }];
  const ways = origin.view === null ? [...byUrl, ...byName] : [...byName, ...byUrl];
  return [...ways, { way: "direct" }];
}

function publicWays(origin: Origin): Way[] {
  return [
    ...(origin.channel === null ? [] : [{ way: "post" as const, channel: origin.channel }]),
    ...urlWay(origin, "in_channel", false),
  ];
}

function replaceWays(origin: Origin): Way[] {
  if (origin.message !== null) {
    return [{ way: "update", message: origin.message }, ...urlWay(origin, "in_channel", true)];
  }
  if (origin.pressedPrivate) return urlWay(origin, "ephemeral", true);
  return origin.view?.type === "home" ? [{ way: "home" }] : [];
}

function urlWay(origin: Origin, to: "ephemeral" | "in_channel", replace: boolean): Way[] {
  return origin.responseUrl === null ? [] : [{ way: "url", url: origin.responseUrl, to, replace }];
}
