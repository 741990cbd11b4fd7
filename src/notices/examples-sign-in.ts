import type { ChangeBefore, IncidentRow, LikelyCause } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { NOW } from "../commands/examples.ts";
import { type Example, NASTY, type Scale } from "../commands/examples-scale.ts";
import { type Aftermath, nothingAfter } from "./after.ts";
import { lostSome } from "./examples-asked.ts";
import { exampleIncident } from "./examples-incidents.ts";
import { incidentCard } from "./incident-card.ts";

const HOUR = 3_600_000;
const buttons = () => fixedButtons("example");

const crowded: readonly LikelyCause[] = [
  {
    cause: "crowded",
    how: "likely",
    signs: [
      { sign: "crowd", count: 5, most: 5 },
      { sign: "newer", connection: "emea", at: NOW - HOUR },
    ],
  },
  { cause: "password", how: "possible", signs: [] },
  { cause: "taken_back", how: "possible", signs: [] },
];

const everything: readonly LikelyCause[] = [
  ...crowded,
  { cause: "policy", how: "likely", signs: [{ sign: "aged", days: 90 }] },
  { cause: "idle", how: "likely", signs: [{ sign: "unused", ms: 70 * 24 * HOUR }] },
  { cause: "used_twice", how: "likely", signs: [{ sign: "unanswered", at: NOW - HOUR }] },
  { cause: "scopes", how: "told", signs: [{ sign: "rights", count: 12 }] },
];

const changes: readonly ChangeBefore[] = [
  { what: "signed_in", at: NOW - HOUR, connection: "emea", by: NASTY },
  { what: "rights_lost", at: NOW - 2 * HOUR, count: 3 },
  { what: "schema", at: NOW - 5 * HOUR, object: "contact", count: 42 },
];

/** Alerts of sign-in and of outages with all that may be known of them, and what comes after them. */
export function signInExamples({ names, pick }: Scale): readonly Example[] {
  const well = pick([], ["hubspot", "emea", "apac"]);
  const show = (incident: IncidentRow, of: string, more: { outage?: boolean; after?: Aftermath } = {}): Example => ({
    card: incidentCard({ incident, names, well, groups: [], view: null, ...more }, buttons()),
    of,
  });
  const owed = { pending: pick(12, 1_284_000), oldestPendingAt: NOW - 840_000 };
  const facts = (causes: readonly LikelyCause[], before: readonly ChangeBefore[]): IncidentRow["facts"] => ({
    since: NOW - 900_000,
    everSignedIn: true,
    causes: JSON.stringify(causes),
    before: JSON.stringify(before),
    saidCode: "invalid_grant",
    saidWords: pick("expired access/refresh token", `${NASTY} ${"refused ".repeat(20)}`),
    madeAt: NOW - 90 * 24 * HOUR,
    wellAt: NOW - 901_000,
    signIns: 5,
    signInsKept: 5,
    ...owed,
  });
  const alert = exampleIncident({ facts: facts(pick(crowded, everything), pick([], changes)) });
  const over = exampleIncident({ facts: owed, state: "resolved", resolvedAt: NOW - 60_000 });
  const by = pick("oren", NASTY);
  const lost = pick({ ...lostSome, gained: [], scopesLost: [], user: null, unknown: [] }, lostSome);
  const many = pick(
    ["salesforce", "emea"],
    Array.from({ length: 40 }, (_, at) => `region_${at + 1}`),
  );
  const together = { connections: JSON.stringify(many), ever: JSON.stringify(many), mostPending: owed.pending };
  const away = exampleIncident({
    kind: "provider_outage",
    severity: "warning",
    reason: "PROVIDER_DOWN",
    facts: { since: NOW - 900_000, provider: "salesforce", refused: true, ...together, ...owed },
  });
  const back: IncidentRow = { ...away, state: "resolved", resolvedAt: NOW };
  return [
    show(alert, "causes"),
    show(alert, "outage", { outage: true }),
    show(exampleIncident({ facts: { since: NOW - 2_000, proving: true, ...owed } }), "checked"),
    show(over, "draining", { after: { ...nothingAfter, by, left: pick(3, 1_100_000) } }),
    show(over, "lost", { after: { ...nothingAfter, by, difference: lost, sent: 12, held: pick(1, 900_000) } }),
    show(over, "by", { after: { ...nothingAfter, by, sent: pick(12, 1_283_900), refused: pick(0, 100) } }),
    show(away, "together"),
    show(back, "together", { after: { ...nothingAfter, sent: pick(12, 1_284_000) } }),
    show(back, "draining", { after: { ...nothingAfter, left: pick(1, 900_000) } }),
  ];
}
