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
function signIns({ signIns: rows, names, views, now }: Facts): readonly Due[] {
  return rows.flatMap((signIn) => {
    const { platform, user } = signIn.presser;
    if (!isPlatform(platform)) return [];
    const expected = views.find((view) => view.name === signIn.connection)?.identity ?? null;
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

/**
 * Where the result of a resync is told: where progress is shown, and where that is nowhere, to whoever asked for it. The
 * alert of a cause tells of its repairs itself, so that theirs go to whoever asked alone.
 */
export function resyncPlaces(
  { id, askedBy, cause = null }: Pick<RunRow, "id" | "askedBy" | "cause">,
  channels: readonly ChannelSettings[],
): readonly Pick<Due, "key" | "platform" | "to" | "place">[] {
  const told = cause === null ? channels.filter((channel) => channel.subscribe.includes("progress")) : [];
  if (told.length > 0) return told.map((channel) => ({ ...inChannel(channel), key: `resync:${id}:${channel.name}` }));
  const { platform, user } = readAsker(askedBy ?? "");
  if (!isPlatform(platform)) return [];
  return [{ key: `resync:${id}:private`, platform, to: { user }, place: `user:${user}` }];
}
