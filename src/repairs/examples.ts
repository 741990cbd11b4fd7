import type { Card } from "../../bots/card.ts";
import {
  type Cause,
  type KeptRule,
  type Offer,
  type Reason,
  type RepairAnswer,
  type RepairTrial,
  type RepairView,
  reasons,
} from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { NOW } from "../commands/examples.ts";
import { type Example, type ExampleSource, NASTY, type Scale } from "../commands/examples-scale.ts";
import { causeBody } from "./cause-card.ts";
import { chooseCard } from "./choose-card.ts";
import { exampleCuts, exampleOffers } from "./examples-offers.ts";
import { formCard } from "./form-card.ts";
import { inForm } from "./form-fields.ts";
import { previewCard } from "./preview-card.ts";
import { followedCard, rulesCard, undoneCard } from "./rules-card.ts";
import type { Asked, At, Place } from "./scope.ts";
import { begunCard, goneCard, impossibleCard, notUnderstoodCard, underWayCard } from "./told-cards.ts";

const buttons = () => fixedButtons("example");
const OUTCOMES = { skip: "skipped", retry: "waiting", fail: "failed", pause: "waiting" } as const;

/** Every reason that stands with a record. */
export const recordReasons: readonly Reason[] = Object.values(reasons).filter(
  (one) => one.scope === "record" || one.scope === "field",
);

export function exampleCause({ code, action }: Reason, { pick }: Scale, more: Partial<Cause> = {}): Cause {
  const inbound = code.startsWith("SKIP_") || code === "DATA_MALFORMED";
  return {
    id: "cause_1a2b3c4d",
    connection: "salesforce",
    object: "contact",
    direction: inbound ? "inbound" : "outbound",
    outcome: OUTCOMES[action],
    reason: code,
    field: pick("Industry", `Industry_${"x".repeat(60)}__c`),
    records: pick(1, 42),
    firstAt: NOW - 900_000,
    lastAt: NOW,
    example: inbound ? "003xx000004TmiQAAS" : "record_1",
    detail: pick("", `bad value for restricted picklist field: ${NASTY}`),
    code: pick(null, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
    status: pick(null, 400),
    existingId: null,
    mending: null,
    ...more,
  };
}

export function exampleRepair(reason: Reason, scale: Scale, more: Partial<Cause> = {}): RepairView {
  const cause = exampleCause(reason, scale, more);
  return {
    scope: { cause: cause.id },
    cause,
    ours: "industry",
    label: scale.pick("Industry", NASTY),
    value: scale.pick("Fin Services", NASTY),
    url: scale.pick(null, "https://meadow.my.salesforce.example/003xx000004TmiQAAS"),
    offers: exampleOffers(reason.code, cause.direction, scale),
    mark: "mark_1",
    fingerprint: reason.code.endsWith("_UNKNOWN") ? "a1b2c3d4e5f6" : null,
  };
}

const at: At = { scope: { cause: "cause_1a2b3c4d" }, mark: "mark_1", place: "own" };

/** What one person sees of a cause, for every reason. */
function standing(reason: Reason, scale: Scale, place: Place = "own"): Card {
  const view = scale.grow(exampleRepair(reason, scale));
  const input = {
    cause: view.cause,
    view,
    proof: null,
    fingerprint: view.fingerprint,
    names: scale.names,
    place,
    values: true,
  };
  const footer = ["As of ", { at: NOW }, ". Only you see this."] as const;
  return { kind: "repair", state: "open", ...causeBody(input, buttons()), footer };
}

/** The dialogs, empty and with what was refused. */
function forms(reason: Reason, scale: Scale): readonly Card[] {
  const view = scale.grow(exampleRepair(reason, scale));
  const price = trialOf(view, { kind: "again" }, scale);
  return view.offers.flatMap((offer): Card[] => {
    const asks = askedBy(offer);
    if (asks === null) return [];
    const first = offer.kind === "fill" ? (offer.fields[0]?.field ?? "") : "-value";
    const typed = { [inForm(first)]: scale.pick("x", NASTY) };
    const empty = { view, at, asks, price, names: scale.names, problems: {}, typed: {} };
    const wrong = {
      ...empty,
      price: null,
      typed,
      problems: { [first]: "That is not among the values that the CRM allows." },
    };
    const [one, two] = [formCard(empty, buttons()), formCard(wrong, buttons())];
    return [...(one ? [one] : []), ...(two ? [{ ...two, state: `${two.state}_wrong` }] : [])];
  });
}

function askedBy(offer: Offer): "fill" | Asked | null {
  switch (offer.kind) {
    case "fill":
      return "fill";
    case "pick":
      return { kind: "pick", field: offer.field };
    case "match":
      return { kind: "match", side: offer.side };
    default:
      return null;
  }
}

function trialOf(view: RepairView, answer: RepairAnswer, { pick }: Scale): RepairTrial {
  return {
    scope: view.scope,
    answer,
    mark: view.mark,
    records: 42,
    mends: pick(42, 38),
    rest: pick(
      [],
      [
        { reason: "DATA_TOO_LONG" as const, field: "Title", records: 3 },
        { reason: "ERR_UNKNOWN" as const, field: null, records: 1 },
      ],
    ),
    shown: exampleCuts(pick),
    calls: pick(2, 412),
    callsLeft: pick(12_300, 300),
    aboutMs: 61_000,
    problems: {},
  };
}

const ANSWERS: readonly RepairAnswer[] = [
  { kind: "pick", field: "industry", value: "Financial Services", keep: false },
  { kind: "cut", field: "title", keep: true },
  { kind: "link", externalId: null },
  { kind: "remap", field: "title", remote: "Job_Title__c" },
];

function previews(scale: Scale): readonly Example[] {
  const view = exampleRepair(reasons.DATA_PICKLIST_INVALID, scale, { records: 42 });
  const about = { cause: view.cause, names: scale.names, owner: "slack:U1", until: NOW + 600_000 };
  const show = (trial: RepairTrial) =>
    previewCard(scale.grow({ ...about, trial, keeps: "keep" in trial.answer }), buttons());
  return [
    ...ANSWERS.map((answer) => ({ card: show(trialOf(view, answer, scale)), of: answer.kind })),
    { card: show({ ...trialOf(view, { kind: "again" }, scale), mends: 0 }) },
  ];
}

function told(scale: Scale): readonly (Card | Example)[] {
  const { names, grow, pick } = scale;
  const cause = exampleCause(reasons.DATA_PICKLIST_INVALID, scale, { records: 42 });
  const mending = { runId: "run_1", by: pick("slack|U1|ann", `slack|U1|${NASTY}`), wanted: 42, left: 30 };
  const answer: RepairAnswer = {
    kind: "pick",
    field: "industry",
    value: pick("Financial Services", NASTY),
    keep: true,
  };
  const begun = (runId: string | null) => {
    const ordered = { state: "ordered" as const, runId, wanted: 42, ruleId: pick(null, "rule_1") };
    return begunCard(grow({ cause, answer, names, ordered }), buttons());
  };
  const record = { connection: "hubspot", object: "contact", direction: "outbound", subject: "record_1" } as const;
  return [
    begun("run_1"),
    { card: begun(null), of: "at_once" },
    underWayCard(grow(mending), pick(null, NOW)),
    goneCard(),
    impossibleCard(pick(null, NASTY), { industry: pick("That is not allowed.", NASTY) }),
    notUnderstoodCard(
      "“lnik” is no answer here.",
      pick("link", null),
      pick([], ['value="Financial Services" keep', "again"]),
    ),
    chooseCard(
      grow(
        pick([cause, record], [...Array.from({ length: 12 }, (_, one) => ({ ...cause, id: `cause_${one}` })), record]),
      ),
      names,
      buttons(),
    ),
  ];
}

function rules({ names, grow, pick }: Scale): readonly (Card | Example)[] {
  const rule = (does: KeptRule["does"], more: Partial<KeptRule> = {}): KeptRule => ({
    id: "rule_1",
    connection: "salesforce",
    object: "contact",
    field: "industry",
    does,
    by: "slack|U1|ann",
    at: NOW - 86_400_000,
    records: 42,
    undone: null,
    ...more,
  });
  const translate = rule({ kind: "translate", from: "Fin Services", to: "Financial Services" });
  const undone = rule({ kind: "exclude", value: pick("x", NASTY) }, { undone: { by: "slack|U2|ben", at: NOW } });
  const all: readonly KeptRule[] = [
    translate,
    rule({ kind: "default", value: pick("Unknown", NASTY) }),
    rule({ kind: "exclude", value: NASTY }),
    rule({ kind: "cut" }),
    rule({ kind: "remap", remote: "Job_Title__c" }),
    rule({ kind: "unmap" }),
    rule({ kind: "side", side: "here" }),
    undone,
  ];
  const show = (some: readonly KeptRule[]) => rulesCard(grow({ rules: some, names, now: NOW }), buttons());
  return [
    show(pick([translate], all)),
    show([]),
    show([undone]),
    undoneCard(grow(translate), names),
    undoneCard(null, names),
    followedCard(grow(rule({ kind: "remap", remote: "Job_Title__c" })), names, buttons()),
    followedCard(null, names, buttons()),
  ];
}

/** As a channel sees them that may see values. */
const OPEN = [reasons.DATA_PICKLIST_INVALID, reasons.DUP_UNIQUE, reasons.DUP_AMBIGUOUS, reasons.REC_CHANGED];

/** Every card and every dialog of repairs, for every reason that a record can have. */
export const repairExamples: ExampleSource = (scale) => [
  ...recordReasons.flatMap((reason): readonly Example[] => [
    { card: standing(reason, scale), of: reason.code },
    ...forms(reason, scale).map((card) => ({ card, of: reason.code })),
  ]),
  ...OPEN.map((reason) => ({ card: standing(reason, scale, "alert"), of: `values-${reason.code}` })),
  ...previews(scale),
  ...told(scale),
  ...rules(scale),
];
