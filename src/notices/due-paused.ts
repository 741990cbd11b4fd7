import type { PostRow } from "../../engine/index.ts";
import type { Facts, PausedNow } from "./facts.ts";
import { type Due, inChannel, isPlatform, message, subscribed } from "./message.ts";
import { pausedCard, resumedCard } from "./paused-card.ts";

/** Who pauses or disconnects does it for everybody, so the channels are told; the same message says when it is over. */
export function pauses(facts: Facts): readonly Due[] {
  const over = facts.pausedPosts.filter((post) => !facts.paused.some((one) => post.key.startsWith(keyOf(one))));
  return [...facts.paused.flatMap((one) => began(facts, one)), ...over.flatMap((post) => ended(facts, post))];
}

function began(facts: Facts, paused: PausedNow): readonly Due[] {
  const view = facts.views.find((each) => each.name === paused.connection);
  if (!view) return [];
  return subscribed(facts, "incidents", false).map(({ channel, onlyEdit }) =>
    message(
      {
        ...inChannel(channel),
        key: `${keyOf(paused)}${channel.name}`,
        incidentId: null,
        lane: "news",
        onlyEdit,
        final: false,
      },
      (buttons) => pausedCard({ view, paused, name: facts.names(view.name) }, buttons),
    ),
  );
}

function ended(facts: Facts, post: PostRow): readonly Due[] {
  const { platform } = post;
  if (!isPlatform(platform)) return [];
  const [, connection = "", at = "0"] = post.key.split(":");
  const place = { platform, to: { channel: post.channel }, place: post.channel } as const;
  const input = { name: facts.names(connection), from: Number(at), to: facts.now };
  return [
    message({ ...place, key: post.key, incidentId: null, lane: "news", onlyEdit: true, final: true }, () =>
      resumedCard(input),
    ),
  ];
}

const keyOf = ({ connection, at }: PausedNow): string => `paused:${connection}:${at}:`;
