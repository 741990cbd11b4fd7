import type { Card } from "../../bots/card.ts";
import type { IncidentRow } from "../../engine/index.ts";
import { takenCard, unchangedCard as unchangedAck } from "./ack.ts";
import { fixedButtons } from "./buttons.ts";
import { choiceCard } from "./choose.ts";
import { confirmDisconnect, disconnectedCard } from "./disconnect.ts";
import { type Example, NASTY, NOW } from "./examples.ts";
import { confirmPause, pausedCard, resumedCard, signedOutCard, unchangedCard } from "./pause-card.ts";
import { capital } from "./words.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");

const exampleTaken: IncidentRow = {
  id: "incident_1",
  key: "overdue:salesforce",
  kind: "overdue",
  connection: "salesforce",
  severity: "warning",
  reason: "RUN_OVERDUE",
  state: "acknowledged",
  facts: {},
  openedAt: NOW - 900_000,
  updatedAt: NOW,
  resolvedAt: null,
  acknowledged: { by: NASTY, at: NOW - 60_000 },
};

/** The cards that stop a connection and let it go on. */
export function switchExamples(): readonly Example[] {
  const small = (card: Card): Example => ({ card, size: "small" });
  const name = "Salesforce";
  const press = { verb: "pause-now", args: { connection: "salesforce" }, expiresAt: NOW + 600_000 };
  const resume = { label: "Resume", verb: "resume", args: { connection: "salesforce" } };
  const busy = { pending: 1_284, oldestPendingAt: NOW - 840_000 };
  const calm = { pending: 0, oldestPendingAt: null };
  const reconnect = {
    label: "Reconnect",
    verb: "reconnect",
    args: { connection: "salesforce" },
    style: "primary",
  } as const;
  return [
    small(confirmPause({ name, view: calm, why: "" }, press, buttons())),
    { card: confirmPause({ name, view: busy, why: NASTY.repeat(20) }, press, buttons()), size: "large" },
    small(pausedCard({ name, view: busy, why: "until the import is done" }, "oren", resume, buttons())),
    small(unchangedCard(name, { by: "oren", why: NASTY, at: NOW })),
    small(unchangedCard(name, null)),
    { card: unchangedCard(name, null, { by: NASTY, at: NOW }), size: "large" },
    small(resumedCard(name, busy)),
    small(signedOutCard(name, reconnect, buttons())),
    small(takenCard([name, "HubSpot"])),
    small(unchangedAck([])),
    { card: unchangedAck([exampleTaken]), size: "large" },
    small(confirmDisconnect(name, { ...press, verb: "disconnect-now" }, buttons())),
    small(disconnectedCard({ connection: "salesforce", revoked: true, names }, buttons())),
    small(disconnectedCard({ connection: "salesforce", revoked: false, names }, buttons())),
    ...["pause", "resume", "disconnect", "diagnose"].map((verb) =>
      small(choiceCard(["salesforce", "hubspot"], { verb, label: capital(verb), names }, buttons())),
    ),
    small(choiceCard([], { verb: "pause", label: "Pause", names }, buttons())),
  ];
}
