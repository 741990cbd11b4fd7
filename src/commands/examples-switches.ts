import type { Card } from "../../bots/card.ts";
import type { IncidentRow } from "../../engine/index.ts";
import { takenCard, unchangedCard as unchangedAck } from "./ack.ts";
import { fixedButtons } from "./buttons.ts";
import { choiceCard } from "./choose.ts";
import { confirmDisconnect, disconnectedCard } from "./disconnect.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { confirmPause, pausedCard, resumedCard, signedOutCard, unchangedCard } from "./pause-card.ts";
import { capital } from "./words.ts";

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
export function switchExamples({ names, grow, pick }: Scale): readonly Card[] {
  const name = names("salesforce");
  const press = { verb: "pause-now", args: { connection: "salesforce" }, expiresAt: NOW + 600_000 };
  const resume = { label: "Resume", verb: "resume", args: { connection: "salesforce" } };
  const busy = { pending: 1_284, oldestPendingAt: NOW - 840_000 };
  const calm = { pending: 0, oldestPendingAt: null };
  const both = ["salesforce", "hubspot"];
  const reconnect = {
    label: "Reconnect",
    verb: "reconnect",
    args: { connection: "salesforce" },
    style: "primary",
  } as const;
  const somebody = { by: pick("oren", NASTY), at: NOW };
  return [
    confirmPause(grow(pick({ name, view: calm, why: "" }, { name, view: busy, why: NASTY })), press, buttons()),
    pausedCard(grow({ name, view: busy, why: "until the import is done" }), somebody.by, resume, buttons()),
    unchangedCard(name, { ...somebody, why: pick("", NASTY) }),
    pick(unchangedCard(name, null), unchangedCard(name, null, somebody)),
    resumedCard(name, grow(busy)),
    signedOutCard(name, reconnect, buttons()),
    takenCard(pick([name], [name, names("hubspot"), names("pipedrive")])),
    unchangedAck([]),
    unchangedAck([exampleTaken]),
    confirmDisconnect(name, { ...press, verb: "disconnect-now" }, buttons()),
    disconnectedCard({ connection: "salesforce", revoked: true, names }, buttons()),
    disconnectedCard({ connection: "salesforce", revoked: false, names }, buttons()),
    ...["pause", "resume", "disconnect", "diagnose"].map((verb) =>
      choiceCard(pick(both, [...both, "pipedrive"]), { verb, label: capital(verb), names }, buttons()),
    ),
    choiceCard([], { verb: "pause", label: "Pause", names }, buttons()),
  ];
}
