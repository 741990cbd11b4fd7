import { createHash } from "node:crypto";
import type { PostTo } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import type { IncidentRow, RunRow } from "../../engine/index.ts";
import { type Buttons, fixedButtons, type NewAction } from "../commands/buttons.ts";
import { readAsker } from "../commands/words.ts";
import type { ChannelSettings, NoticeKind } from "../config.ts";
import { backfillCard, backfillOf } from "./backfill.ts";
import type { Facts } from "./facts.ts";
import { incidentCard } from "./incident-card.ts";
import { isQuiet } from "./quiet.ts";
import { resyncCard } from "./resync-result.ts";
import { signInCard } from "./sign-in-asked.ts";

/** A message that should stand somewhere, as it should read now. */
export interface Due {
  /** Names the message on our side, for ever. */
  readonly key: string;
  readonly platform: ChannelSettings["platform"];
  readonly to: PostTo;
  /** As posts are stored: a channel, or `user:ID`. */
  readonly place: string;
  readonly kind: string;
  readonly incidentId: string | null;
  readonly card: Card;
  readonly actions: readonly NewAction[];
  /** The card's state and a hash of all it says. */
  readonly version: string;
  /** Goes before the others. */
  readonly urgent: boolean;
  /** Only edited where it stands already: never news of its own. */
  readonly onlyEdit: boolean;
  /** Once shown in this state it is never touched again. */
  readonly final: boolean;
}

/** A finished first sync or resync that nobody was told of is news for so long. */
export const NEWS_MS = 86_400_000;

/** Pure: what should be shown where, the most urgent first. */
export function due(facts: Facts): readonly Due[] {
  const all = [...incidents(facts), ...ended(facts)];
  const asked = [...signIns(facts), ...resyncs(facts)];
  const critical = all.filter((one) => one.urgent);
  return [...critical, ...asked, ...backfills(facts), ...all.filter((one) => !one.urgent)];
}

const SUBSCRIPTION: Readonly<Record<IncidentRow["kind"], NoticeKind>> = {
  sign_in_needed: "incidents",
  provider_outage: "incidents",
  overdue: "incidents",
  failures_rising: "failures",
};

function incidents(facts: Facts): readonly Due[] {
  const ill = new Set(facts.open.filter((one) => one.kind !== "failures_rising").map((one) => one.connection));
  const well = facts.connections.filter((name) => !ill.has(name));
  return facts.open.flatMap((incident) => {
    const urgent = incident.severity === "critical";
    const groups = facts.groups.filter((group) => group.connection === incident.connection);
    const input = { incident, names: facts.names, well, groups };
    return subscribed(facts, SUBSCRIPTION[incident.kind], urgent).map(({ channel, onlyEdit }) =>
      message(
        {
          ...inChannel(channel),
          key: `incident:${incident.id}:${channel.name}`,
          incidentId: incident.id,
          urgent,
          onlyEdit,
          final: false,
        },
        (buttons) => incidentCard(input, buttons),
      ),
    );
  });
}

/** Wherever an incident was shown, also in a channel that is no longer configured. */
function ended({ ended: pairs, names }: Facts): readonly Due[] {
  return pairs.map(({ incident, post }) => {
    const { key, channel } = post;
    const platform = post.platform as Due["platform"];
    const input = { incident, names, well: [], groups: [] };
    // A post whose end nobody knows may stand there as an open alert: then the news that it is over is posted.
    const onlyEdit = !(post.state === "sending" && post.remote === null && post.error === null);
    return message(
      { key, platform, to: { channel }, place: channel, incidentId: incident.id, urgent: false, onlyEdit, final: true },
      (buttons) => incidentCard(input, buttons),
    );
  });
}

/** Only to the person who signed in; in the terminal they are asked there. */
function signIns({ signIns: rows, names, open, views, now }: Facts): readonly Due[] {
  return rows.flatMap((signIn) => {
    const { platform, user } = signIn.presser;
    if (platform !== "slack") return [];
    const wrong = open.find((one) => one.connection === signIn.connection && typeof one.facts.expected === "string");
    const expected = wrong
      ? String(wrong.facts.expected)
      : (views.find((view) => view.name === signIn.connection)?.identity?.name ?? null);
    const asked = (signIn.status === "waiting" || signIn.status === "wrong_org") && signIn.expiresAt > now;
    const place = { platform, to: { user }, place: `user:${user}` } as const;
    return [
      message(
        { ...place, key: `sign-in:${signIn.id}`, incidentId: null, urgent: true, onlyEdit: !asked, final: !asked },
        (buttons) => signInCard({ signIn, name: names(signIn.connection), now, expected }, buttons),
      ),
    ];
  });
}

/** A person asked for it, so quiet hours do not hold it back. */
function resyncs(facts: Facts): readonly Due[] {
  return facts.runs.flatMap(({ run, outcomes }) =>
    resyncPlaces(run, facts.channels).map((place) =>
      message(
        { ...place, incidentId: null, urgent: true, onlyEdit: false, final: run.state !== "in_progress" },
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
  if (platform !== "slack") return [];
  return [{ key: `resync:${id}:private`, platform, to: { user }, place: `user:${user}` }];
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
          urgent: false,
          onlyEdit: onlyEdit || old,
          final: backfill.finishedAt !== null,
        },
        (buttons) => backfillCard(view, backfill, facts.names(view.name), buttons),
      ),
    );
  });
}

/** In quiet hours what is not urgent is edited where it stands, and otherwise waits. */
function subscribed(
  { channels, now }: Facts,
  kind: NoticeKind,
  urgent: boolean,
): readonly { channel: ChannelSettings; onlyEdit: boolean }[] {
  return channels
    .filter((channel) => channel.subscribe.includes(kind))
    .map((channel) => ({ channel, onlyEdit: !urgent && channel.quiet !== null && isQuiet(channel.quiet, now) }));
}

function inChannel({ platform, channel }: ChannelSettings): Pick<Due, "platform" | "to" | "place"> {
  return { platform, to: { channel }, place: channel };
}

function message(about: Omit<Due, "card" | "actions" | "version" | "kind">, draw: (buttons: Buttons) => Card): Due {
  const buttons = fixedButtons(about.key);
  const card = draw(buttons);
  return { ...about, kind: card.kind, card, actions: buttons.rows, version: versionOf(card) };
}

function versionOf(card: Card): string {
  return `${card.state}.${createHash("sha256").update(JSON.stringify(card)).digest("hex").slice(0, 16)}`;
}

/** The state of the card that a version was made of. */
export function stateOf(version: string): string {
  return version.slice(0, version.lastIndexOf("."));
}
