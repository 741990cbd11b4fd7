import { backCard } from "./back-card.ts";
import { backfillCard, backfillOf } from "./backfill.ts";
import { digestCard } from "./digest-card.ts";
import { pauses } from "./due-paused.ts";
import { type Facts, NEWS_MS } from "./facts.ts";
import { type Due, inChannel, message, subscribed } from "./message.ts";

/** What is no incident: that we are back, who paused what, how first syncs go, and the daily digest. */
export function news(facts: Facts): readonly Due[] {
  return [...back(facts), ...pauses(facts), ...backfills(facts), ...digests(facts)];
}

/** Once per channel and downtime: what it says is not edited afterwards. */
function back(facts: Facts): readonly Due[] {
  const { downtime, views, names } = facts;
  if (downtime === null) return [];
  return subscribed(facts, "incidents", false).map(({ channel, onlyEdit }) =>
    message(
      {
        ...inChannel(channel),
        key: `back:${downtime.from}:${channel.name}`,
        incidentId: null,
        lane: "back",
        onlyEdit,
        final: true,
      },
      (buttons) => backCard({ downtime, views, names }, buttons),
    ),
  );
}

function backfills(facts: Facts): readonly Due[] {
  return facts.views.flatMap((view) => {
    const backfill = backfillOf(view.objects, facts.now);
    if (!backfill) return [];
    const old = backfill.finishedAt !== null && facts.now - backfill.finishedAt > NEWS_MS;
    return subscribed(facts, "progress", false).map(({ channel, onlyEdit }) =>
      message(
        {
          ...inChannel(channel),
          key: `backfill:${view.name}:${backfill.startedAt}:${channel.name}`,
          incidentId: null,
          lane: "progress",
          onlyEdit: onlyEdit || old,
          final: backfill.finishedAt !== null,
        },
        (buttons) => backfillCard(view, backfill, facts.names(view.name), buttons),
      ),
    );
  });
}

/** Those that are due and stand nowhere yet. Quiet hours hold them. */
function digests(facts: Facts): readonly Due[] {
  const { views, limits, tokens, names, causes = [] } = facts;
  const awake = new Map(subscribed(facts, "digest", false).map((one) => [one.channel.name, one]));
  return facts.digests.flatMap(({ row, before }) => {
    const place = awake.get(row.channel);
    if (!place) return [];
    const input = { groups: row.groups, before, views, limits, tokens, names, date: row.date, now: row.at, causes };
    return [
      message(
        {
          ...inChannel(place.channel),
          key: digestKey(row),
          incidentId: null,
          lane: "digest",
          onlyEdit: place.onlyEdit,
          final: true,
        },
        (buttons) => digestCard(input, buttons),
      ),
    ];
  });
}

/** One message per channel and local date. */
export function digestKey({ channel, date }: { readonly channel: string; readonly date: string }): string {
  return `digest:${channel}:${date}`;
}
