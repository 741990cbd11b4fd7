import type { Card } from "../../bots/card.ts";
import type { LinkView, RecordView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import type { Verb } from "./desk.ts";
import { type Example, exampleOutcome, exampleView, failuresExamples, NASTY, NOW, statusExamples } from "./examples.ts";
import { helpCard, helpOf } from "./help.ts";
import {
  couldNotBeDone,
  notYours,
  refusal,
  repeated,
  signInUnchanged,
  unknownButton,
  unknownVerb,
  usedButton,
  wrongUse,
} from "./notes.ts";
import { chooseConnection, signInLink } from "./reconnect.ts";
import { notFoundCard, recordCard, STATES, severalCard, urlKey } from "./record-card.ts";
import { confirmCard, nothingToResync, startedCard } from "./resync-card.ts";
import { capital } from "./words.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");

const link = (connection: string, more: Partial<LinkView> = {}): LinkView => ({
  connection,
  object: "contact",
  externalId: "003xx000004TmiQAAS",
  recordId: "record_1",
  state: "synced",
  modifiedAt: NOW - 60_000,
  deletedInCrm: false,
  linkedAt: NOW - 86_400_000,
  syncedAt: NOW - 60_000,
  seen: { first_name: "Ann", last_name: NASTY, email: "ann@example.com" },
  sent: null,
  replaced: null,
  sentAt: null,
  differing: [],
  ...more,
});

function recordExamples(): readonly Example[] {
  const fields = { first_name: "Ann", last_name: NASTY, email: "ann@example.com", phone: "+44 1", title: null };
  const record = { id: "record_1", object: "contact", fields, version: 3, deleted: false };
  const show = (view: Partial<RecordView>): Card => {
    const whole: RecordView = {
      object: "contact",
      record,
      state: "synced",
      links: [link("salesforce"), link("hubspot")],
      outcomes: [],
      ...view,
    };
    const urls = new Map([[urlKey("salesforce", "003xx000004TmiQAAS"), "https://meadow.example.com/003"]]);
    return recordCard({ view: whole, urls, names, now: NOW }, buttons());
  };
  const states = Object.keys(STATES) as (keyof typeof STATES)[];
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`custom_field_${at}`, `${NASTY} ${at}`]));
  const differing = Object.keys(wide);
  return [
    ...states.map(
      (state): Example => ({
        card: show({ state, links: [link("salesforce", { state, differing: ["phone"] })] }),
        size: "small",
      }),
    ),
    {
      card: show({
        record: { ...record, fields: { ...fields, ...wide } },
        state: "failed",
        links: [link("salesforce", { state: "failed", differing }), link("hubspot", { deletedInCrm: true })],
        outcomes: [exampleOutcome(0, { direction: "outbound", subject: "record_1" }), exampleOutcome(1)],
      }),
      size: "large",
    },
    {
      card: show({
        record: null,
        state: "skipped",
        links: [],
        outcomes: [exampleOutcome(2, { reason: "SKIP_NO_EMAIL", outcome: "skipped", code: null, status: null })],
      }),
      size: "small",
    },
    {
      card: severalCard(
        [{ object: "contact", record, state: "synced", links: [], outcomes: [] }],
        "ann",
        true,
        "record",
        buttons(),
      ),
      size: "small",
    },
    { card: notFoundCard(NASTY, "salesforce"), size: "small" },
  ];
}

function resyncExamples(): readonly Example[] {
  const wanted = { connection: "salesforce", object: "contact", reason: "DATA_PICKLIST_INVALID" } as const;
  const held = ["Salesforce is signed out: what goes there waits until somebody presses Reconnect."];
  const offer = { wanted, names, owner: "slack:U1", until: NOW + 600_000 };
  return [
    { card: confirmCard({ ...offer, count: 42, held: [] }, buttons()), size: "small" },
    { card: confirmCard({ ...offer, count: 12_840, held }, buttons()), size: "large" },
    { card: startedCard({ runId: "run_1", what: "42 records", estimate: "about 1 minute", held: [] }), size: "small" },
    { card: nothingToResync(wanted, names), size: "small" },
  ];
}

/** Every card that answers somebody. */
export function commandExamples(verbs: readonly Verb[]): readonly Example[] {
  const [first] = verbs;
  const small = (card: Card): Example => ({ card, size: "small" });
  const view = exampleView("salesforce", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" });
  const typed = verbs.filter((one) => one.slots !== null);
  return [
    ...statusExamples(),
    ...failuresExamples(),
    ...recordExamples(),
    ...resyncExamples(),
    small(
      signInLink({
        view,
        name: "Salesforce",
        url: "https://sync.example.com/oauth/start/one-time",
        until: NOW + 600_000,
      }),
    ),
    small(chooseConnection([{ name: "salesforce" }, { name: "hubspot" }], names, buttons())),
    small(helpCard(typed)),
    ...(first
      ? [small(helpOf(first)), small(wrongUse(first, "No connection is called “salesfroce”.", "salesforce"))]
      : []),
    small(unknownVerb("stauts", "status", typed)),
    small(refusal("reconnect", "operator", "viewer", "slack:U1")),
    { card: notYours(), size: "large" },
    small(unknownButton()),
    small(usedButton({ usedBy: "slack|U1|oren", usedAt: NOW })),
    small(repeated()),
    small(signInUnchanged("This sign-in was answered already.")),
    small(couldNotBeDone("89ABCDEF")),
  ];
}
