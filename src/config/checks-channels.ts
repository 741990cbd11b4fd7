import { type Finding, valueFinding } from "./faults.ts";
import { mappingOf, textOf } from "./loose.ts";

/** Each channel once, and on Teams by an id: it takes no names. */
export function checkChannels(raw: unknown): readonly Finding[] {
  const channels = Object.entries(mappingOf(mappingOf(raw).channels)).map(([name, channel]) => {
    const { platform, channel: place } = mappingOf(channel);
    return { name, platform, place: textOf(place) };
  });
  return channels.flatMap(({ name, platform, place }, i) => {
    const path = ["channels", name, "channel"];
    if (!place || !textOf(platform)) return [];
    const first = channels.slice(0, i).find((other) => other.platform === platform && other.place === place);
    const mend = "Put both sets of kinds under one name.";
    return [
      ...(first
        ? [valueFinding(path, `the same channel as ${first.name}`, `${platform}:${place}`, "each channel once", mend)]
        : []),
      ...(platform === "teams" && !isConversation(place)
        ? [
            valueFinding(
              path,
              "not an id of Teams",
              place,
              "19:…@thread.tacv2, or a:… for one person",
              mendPlace(place),
            ),
          ]
        : []),
    ];
  });
}

/** A channel (of a new team, or of an old one) or somebody's chat with the bot. */
function isConversation(place: string): boolean {
  return /^(19:[\w.-]+@thread\.(tacv2|skype)|a:[\w-]+)$/.test(place);
}

/** What people have at hand is the link to the channel, or the id of one message there. */
function mendPlace(place: string): string {
  const inLink = /\b19(?::|%3a)[\w.-]+(?:@|%40)thread\.(?:tacv2|skype)/i.exec(place)?.[0];
  if (inLink === undefined)
    return "In Teams: the channel's menu, “Copy link”; the id stands between /channel/ and the next /, with %3a for : and %40 for @.";
  return `Write "${inLink.replace(/%3a/i, ":").replace("%40", "@")}".`;
}
