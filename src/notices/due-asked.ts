import type { RunRow } from "../../engine/index.ts";
import { readAsker } from "../commands/words.ts";
import type { ChannelSettings } from "../config.ts";
import type { Facts } from "./facts.ts";
import { type Due, inChannel, isPlatform, message } from "./message.ts";
import { resyncCard } from "./resync-result.ts";
import { signInCard } from "./sign-in-asked.ts";

/** What belongs to something that a person did: quiet hours do not hold it back. */
export function askedFor(facts: Facts): readonly Due[] {
  return [...signIns(facts), ...resyncs(facts)];
}

/** Only to the person who signed in; in the terminal they are asked there. */
function signIns({ signIns: rows, names, open, views, now }: Facts): readonly Due[] {
  return rows.flatMap((signIn) => {
    const { platform, user } = signIn.presser;
    if (!isPlatform(platform)) return [];
    const wrong = open.find((one) => one.connection === signIn.connection && typeof one.facts.expected === "string");
    const expected = wrong
      ? String(wrong.facts.expected)
      : (views.find((view) => view.name === signIn.connection)?.identity?.name ?? null);
    const asked = (signIn.status === "waiting" || signIn.status === "wrong_org") && signIn.expiresAt > now;
    const place = { platform, to: { user }, place: `user:${user}` } as const;
    return [
      message(
        { ...place, key: `sign-in:${signIn.id}`, incidentId: null, lane: "asked", onlyEdit: !asked, final: !asked },
        (buttons) => signInCard({ signIn, name: names(signIn.connection), now, expected }, buttons),
      ),
    ];
  });
}

function resyncs(facts: Facts): readonly Due[] {
  return facts.runs.flatMap(({ run, outcomes }) =>
    resyncPlaces(run, facts.channels).map((place) =>
      message(
        { ...place, incidentId: null, lane: "asked", onlyEdit: false, final: run.state !== "in_progress" },
        (buttons) => resyncCard({ run, outcomes, names: facts.names }, buttons),
      ),
    ),
  );
}

/** Where the result of a resync is told: where progress is shown, and where that is nowhere, to whoever asked for it. */
export function resyncPlaces(
  { id, askedBy }: Pick<RunRow, "id" | "askedBy">,
  channels: readonly ChannelSettings[],
): readonly Pick<Due, "key" | "platform" | "to" | "place">[] {
  const told = channels.filter((channel) => channel.subscribe.includes("progress"));
  if (told.length > 0) return told.map((channel) => ({ ...inChannel(channel), key: `resync:${id}:${channel.name}` }));
  const { platform, user } = readAsker(askedBy ?? "");
  if (!isPlatform(platform)) return [];
  return [{ key: `resync:${id}:private`, platform, to: { user }, place: `user:${user}` }];
}
