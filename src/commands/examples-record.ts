import type { Card } from "../../bots/card.ts";
import type { FieldView, FieldWriter, HistoryEntry, LinkView, RecordView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { exampleOutcome, NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { historyCard } from "./history-card.ts";
import { recordCard } from "./record-card.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { STATES, urlKey } from "./record-sections.ts";
import { doneCard, noneCard, usageCard } from "./resolve.ts";

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
  fields: ["first_name", "last_name", "email"].map((field) => ({
    field,
    state: "same",
    ours: `${field} of Ann`,
    sent: `${field} of Ann`,
    inCrm: `${field} of Ann`,
  })),
  ...more,
});

export function recordExamples(scale: Scale): readonly Card[] {
  const { names, grow, pick } = scale;
  const fields = { first_name: "Ann", last_name: NASTY, email: "ann@example.com", phone: "+44 1", title: null };
  const record = { id: "record_1", object: "contact", fields, version: 3, deleted: false };
  const show = (view: Partial<RecordView>, writers: readonly FieldWriter[] = []): Card => {
    const whole: RecordView = {
      object: "contact",
      record,
      state: "synced",
      links: [link("salesforce"), link("hubspot")],
      unlinked: [],
      outcomes: [],
      ...view,
    };
    const urls = new Map([[urlKey("salesforce", "003xx000004TmiQAAS"), "https://meadow.example.com/003"]]);
    return recordCard(grow({ view: whole, urls, names, now: NOW, writers }), buttons());
  };
  const states = Object.keys(STATES) as (keyof typeof STATES)[];
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`custom_field_${at}`, `${NASTY} ${at}`]));
  const differing = Object.keys(wide);
  const apart = (field: string): FieldView => ({ field, state: "differs", ours: NASTY, sent: NASTY, inCrm: "Acme" });
  const unmapped: FieldView = {
    field: "nickname",
    state: "not_mapped",
    ours: "Annie",
    sent: undefined,
    inCrm: undefined,
  };
  const wrote = (field: string, more: Partial<FieldWriter> = {}): FieldWriter => ({
    field,
    side: "there",
    connection: "salesforce",
    at: NOW - 3 * 3_600_000,
    runId: "run_1",
    by: null,
    ...more,
  });
  const here = { side: "here", connection: null } as const;
  const contested = (field: string, recordId = "record_1") => ({
    connection: "salesforce",
    object: "contact",
    externalId: "003xx000004TmiQAAS",
    field,
    recordId,
    newer: "there" as const,
    since: NOW - 60_000,
  });
  const allContested = show(
    { state: "conflict", conflicts: differing.map((field) => contested(field, NASTY)) },
    [...differing, NASTY].map((field, at) => wrote(field, { ...here, at: NOW - at * 1_000, by: `slack|U1|${NASTY}` })),
  );
  const allFailed = show({
    record: { ...record, fields: { ...fields, ...wide } },
    state: "failed",
    links: [
      link("salesforce", { state: "failed", differing, fields: differing.map(apart) }),
      link("hubspot", { deletedInCrm: true }),
    ],
    outcomes: [exampleOutcome(0, { direction: "outbound", subject: "record_1" }), exampleOutcome(1)],
  });
  const oneOf = (state: (typeof states)[number]): Card => {
    const own = { state, differing: ["phone"], fields: [...link("salesforce").fields, apart("phone"), unmapped] };
    const other = link("hubspot", { state, differing, fields: differing.map(apart) });
    return show(
      {
        state,
        ...(state === "conflict" ? { conflicts: [contested("title")] } : {}),
        links: [link("salesforce", own), ...pick([], [other])],
        unlinked: pick([], [{ connection: "hubspot", state: "pending" }]),
      },
      [wrote("title", { ...here, at: null, by: "slack|U1|oren" }), wrote("phone"), wrote("email")],
    );
  };
  const known = { object: "contact", record, state: "synced", links: [], unlinked: [], outcomes: [] } as const;
  return [
    doneCard("title", "ours", "salesforce", names),
    noneCard(NASTY, NASTY),
    usageCard(),
    ...states.map((state) =>
      pick(oneOf(state), state === "conflict" ? allContested : state === "failed" ? allFailed : oneOf(state)),
    ),
    show({
      record: null,
      state: "skipped",
      links: [],
      outcomes: [exampleOutcome(2, { reason: "SKIP_NO_EMAIL", outcome: "skipped", code: null, status: null })],
    }),
    severalCard(
      Array.from({ length: pick(2, 10) }, (_, at) => ({ ...known, record: { ...record, id: `record_${at}` } })),
      "ann",
      true,
      "record",
      buttons(),
    ),
    notFoundCard(pick("ann", NASTY), "salesforce"),
    ...historyExamples(scale),
  ];
}

function historyExamples({ names, grow, pick }: Scale): readonly Card[] {
  const record = { id: "record_1", object: "contact", fields: { name: NASTY }, version: 3, deleted: false };
  const view: RecordView = { object: "contact", record, state: "synced", links: [], unlinked: [], outcomes: [] };
  const outcomes = ["failed", "skipped", "waiting", "synced", "updated", "created", "deleted"] as const;
  const entries = Array.from({ length: 25 }, (_, at): HistoryEntry => {
    const outcome = outcomes[at % outcomes.length] ?? "synced";
    const wrong = outcome === "failed" || outcome === "skipped";
    return {
      subject: at % 2 === 0 ? "record_1" : "003xx000004TmiQAAS",
      outcome,
      reason: wrong ? "DATA_PICKLIST_INVALID" : null,
      detail: wrong ? NASTY : null,
      at: NOW - at * 600_000,
      runId: `run_${at}`,
      connection: at % 2 === 0 ? "salesforce" : "hubspot",
      direction: at % 2 === 0 ? "outbound" : "inbound",
      kind: at % 3 === 0 ? "resync" : "live",
    };
  });
  const input = { view, names, now: NOW };
  const some = pick({ entries: entries.slice(0, 1), more: false }, { entries, more: true });
  return [
    historyCard({ ...input, entries: [], more: false }, buttons()),
    historyCard(grow({ ...input, ...some }), buttons()),
  ];
}
