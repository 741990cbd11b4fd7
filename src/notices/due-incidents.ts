import type { IncidentRow } from "../../engine/index.ts";
import type { NoticeKind } from "../config.ts";
import { nothingAfter } from "./after.ts";
import type { Facts } from "./facts.ts";
import { incidentCard } from "./incident-card.ts";
import { type Due, inChannel, isPlatform, message, subscribed } from "./message.ts";
import { concerned } from "./provider-outage.ts";
import { afterState } from "./reconnected.ts";
import type { Mendable } from "./repair-alert.ts";
import { mayStand } from "./send.ts";

const SUBSCRIPTION: Readonly<Record<IncidentRow["kind"], NoticeKind>> = {
  sign_in_needed: "incidents",
  provider_outage: "incidents",
  overdue: "incidents",
  run_stopped: "incidents",
  api_limit: "incidents",
  schema_drift: "incidents",
  failures_rising: "failures",
  repair: "failures",
};

/** Kinds that do not say that a connection stands still. */
const GOES_ON: readonly IncidentRow["kind"][] = [
  "failures_rising",
  "repair",
  "api_limit",
  "schema_drift",
  "run_stopped",
];

/** One message per incident and channel while it is open, and its end wherever it was shown. */
export function incidentMessages(facts: Facts): readonly Due[] {
  return [...open(facts), ...ended(facts)];
}

function open(facts: Facts): readonly Due[] {
  const ill = new Set(facts.open.filter((one) => !GOES_ON.includes(one.kind)).flatMap(concerned));
  const well = facts.connections.filter((name) => !ill.has(name));
  return facts.open
    .filter((one) => !facts.unread?.has(one.id))
    .flatMap((incident) => {
      const urgent = incident.severity === "critical";
      const groups = facts.groups.filter((group) => group.connection === incident.connection);
      const view = facts.views.find((each) => each.name === incident.connection) ?? null;
      const others = well.filter((name) => name !== incident.connection);
      const outage = facts.open.some((one) => isAway(one, incident, view?.provider ?? null));
      const input = { incident, names: facts.names, well: others, groups, view, outage };
      return subscribed(facts, SUBSCRIPTION[incident.kind], urgent).map(({ channel, onlyEdit }) =>
        message(
          {
            ...inChannel(channel),
            key: `incident:${incident.id}:${channel.name}`,
            incidentId: incident.id,
            lane: urgent ? "critical" : "news",
            onlyEdit,
            final: false,
          },
          (buttons) => incidentCard({ ...input, mendable: mendableIn(facts, incident, channel.showValues) }, buttons),
        ),
      );
    });
}

/** What can be done about a cause, as that channel may see it. */
function mendableIn({ causes = [], repairs }: Facts, { id, connection }: IncidentRow, values: boolean): Mendable {
  return { view: repairs?.get(id) ?? null, causes: causes.filter((one) => one.connection === connection), values };
}

/** Whether an outage is one of the other incident's connection: its own, or of the sign-in of that CRM as a whole. */
function isAway(outage: IncidentRow, { connection }: IncidentRow, provider: string | null): boolean {
  if (outage.kind !== "provider_outage") return false;
  return (
    concerned(outage).includes(connection) || (outage.facts.refused === true && outage.facts.provider === provider)
  );
}

/** Wherever an incident was shown, also in a channel that is no longer configured. */
function ended({ ended: pairs, names }: Facts): readonly Due[] {
  return pairs.flatMap(({ incident, post, after = nothingAfter }) => {
    const { key, channel, platform } = post;
    if (!isPlatform(platform)) return [];
    const input = { incident, names, well: [], groups: [], view: null, after };
    // A post whose end nobody knows may stand there as an open alert: then the news that it is over is posted.
    const onlyEdit = !mayStand(post);
    return [
      message(
        {
          key,
          platform,
          to: { channel },
          place: channel,
          incidentId: incident.id,
          lane: "news",
          onlyEdit,
          final: afterState(after) === "resolved",
        },
        (buttons) => incidentCard(input, buttons),
      ),
    ];
  });
}
