import type { Fact, Line } from "../../bots/card.ts";
import { type Cause, type Offer, type RepairView, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { foreign, type Names, number } from "../commands/words.ts";
import { nextStep } from "./best.ts";
import type { Body, Proof } from "./body.ts";
import { controlsOf, sidesOf } from "./controls.ts";
import { drawControls, drawSide } from "./draw.ts";
import { mendingBody } from "./mending-card.ts";
import type { At, Place } from "./scope.ts";
import { causeHeadline, fieldName, impact, masked, ofAll, records, valueText } from "./words.ts";

export interface CauseInput {
  readonly cause: Cause;
  /** With what can be done about it; null = nobody looked yet, so that one button asks for it. */
  readonly view: RepairView | null;
  /** Of the last repair; null = there was none. */
  readonly proof: Proof | null;
  readonly fingerprint: string | null;
  readonly names: Names;
  readonly place: Place;
  /** Whether a record's values may be shown there. */
  readonly values: boolean;
}

/** Beside them stands "I look after it" in a channel. */
const BUTTONS: Readonly<Record<Place, number>> = { alert: 2, own: 3, beside: 3 };
/** The words of these are what a person must read, and a person of the CRM wrote them. */
const RULES = ["RULE_VALIDATION", "RULE_AUTOMATION"];

/** One cause: what stands wrong for it, why, what to do, and the controls that do it. */
export function causeBody(input: CauseInput, buttons: Buttons): Body {
  const { cause, view, proof, names } = input;
  const again = proof && proof.still > 0 ? [proofLine(proof, cause, names)] : [];
  if (cause.mending) return mendingBody(cause, cause.mending, names, again);
  const { says, todo } = reason(cause.reason);
  return {
    tone: cause.outcome === "failed" ? "warning" : cause.outcome === "skipped" ? "info" : "working",
    headline: causeHeadline(cause, view?.label ?? null, names),
    lines: [
      ...again,
      [`${impact(cause, names)} First seen `, { at: cause.firstAt }, "."],
      `Why: ${says}`,
      ...wordsOf(input),
      `What to do: ${nextStep(cause.reason, view?.offers ?? [], todo)}`,
    ],
    facts: facts(input),
    ...controls(input, buttons),
  };
}

/** E37 and its like heal by themselves; for all else it is said what still differs, and that nothing is green. */
function proofLine({ mended, still }: Proof, cause: Cause, names: Names): string {
  const many = mended + still;
  const read = mended === 1 ? "was read back and agrees" : "were read back and agree";
  return `After the repair ${ofAll(mended, many)} ${read} in ${names(cause.connection)}; ${number(still)} still ${still === 1 ? "differs" : "differ"}.`;
}

/** The CRM's words, and the value that it refused: they may hold what a reader may not see. */
function wordsOf({ cause, view, values, fingerprint, names }: CauseInput): readonly Line[] {
  const theirs = cause.code !== null || cause.status !== null;
  const source = theirs ? `${names(cause.connection)} says` : "In detail";
  const told = view !== null && view.value !== null && values ? [`Value here: “${valueText(view.value)}”.`] : [];
  if (cause.detail === "") return told;
  if (values) return [...told, `${source}: ${foreign(cause.detail, 300)}`];
  const rule = RULES.includes(cause.reason);
  if (!rule && fingerprint === null && !cause.reason.endsWith("_UNKNOWN")) return [];
  return [`${source}: ${foreign(masked(cause.detail, rule ? "show" : "hide"), 300)}`];
}

function facts({ cause, view, values, fingerprint }: CauseInput): readonly Fact[] {
  const field = view ? fieldName(view) : cause.field === null ? null : foreign(cause.field, 60);
  const code = [cause.code, cause.status === null ? null : `status ${cause.status}`].filter((part) => part !== null);
  return [
    { label: "Reason", value: [{ code: cause.reason }] },
    ...(field === null ? [] : [{ label: "Field", value: field }]),
    ...(cause.example === "" ? [] : [{ label: "Newest record", value: [idSpan(cause, values ? view : null)] }]),
    ...(view?.offers ?? []).flatMap((offer) => offerFacts(offer, values)),
    ...twin(cause, view),
    ...(code.length === 0 || fingerprint === null
      ? []
      : [{ label: "CRM's code", value: foreign(code.join(", "), 80) }]),
    ...(fingerprint === null ? [] : [{ label: "Fingerprint", value: [{ code: foreign(fingerprint, 120) }] }]),
    ...(cause.records > 1 ? [{ label: "Cause", value: [{ code: cause.id }] }] : []),
  ];
}

/** The record that the CRM takes it for, where it cannot be linked with that one. */
function twin({ reason: code, existingId }: Cause, view: RepairView | null): readonly Fact[] {
  if (existingId === null || !code.startsWith("DUP_") || view?.offers.some((offer) => offer.kind === "link")) return [];
  return [{ label: "Already there", value: [{ code: foreign(existingId, 60) }] }];
}

function idSpan({ example }: Cause, view: RepairView | null) {
  const id = foreign(example, 60);
  return view === null || view.url === null || view.cause.reason === "REC_DELETED"
    ? { code: id }
    : { link: view.url, text: id };
}

function offerFacts(offer: Offer, values: boolean): readonly Fact[] {
  switch (offer.kind) {
    case "right":
      return [
        { label: "Missing right", value: foreign(offer.right, 120) },
        { label: "Set in", value: foreign(offer.where, 200) },
      ];
    case "link":
      return [
        {
          label: "Already there",
          value:
            values && offer.name !== null
              ? `${foreign(offer.name, 60)} (${foreign(offer.externalId, 40)})`
              : foreign(offer.externalId, 40),
        },
      ];
    case "parent":
      return [
        {
          label: `Its ${offer.object}`,
          value:
            values && offer.name !== null
              ? `${foreign(offer.name, 60)} (${foreign(offer.id, 40)})`
              : foreign(offer.id, 40),
        },
      ];
    default:
      return [];
  }
}

function controls({ cause, view, place, values, names }: CauseInput, buttons: Buttons): Partial<Body> {
  if (view === null) {
    const open = buttons.button({ label: "Repair…", verb: "repair", args: { cause: cause.id }, style: "primary" });
    return { actions: [open, ...failuresButton(cause, buttons)] };
  }
  const at: At = { scope: view.scope, mark: view.mark, place };
  const bin = view.url !== null && cause.reason === "REC_DELETED";
  const drawn = [
    ...controlsOf(view, !values),
    ...(bin && view.url !== null ? [{ as: "link" as const, label: "Open the recycle bin", url: view.url }] : []),
  ];
  return {
    sections: sidesOf(view).map((side) => drawSide(side, at, !values, names(cause.connection), buttons)),
    actions: drawControls(drawn, at, BUTTONS[place], buttons),
  };
}

function failuresButton({ connection, object, reason: code, records: many }: Cause, buttons: Buttons) {
  if (many < 2) return [];
  return [buttons.button({ label: "Show records", verb: "failures", args: { connection, object, reason: code } })];
}

/** A cause that ended: green only with proof, otherwise it says no more than that it is gone. */
export function endedBody(cause: Cause, proof: Proof | null, names: Names): Body {
  const name = names(cause.connection);
  const { title } = reason(cause.reason);
  if (proof !== null && proof.mended > 0 && proof.still === 0) {
    const read = cause.direction === "outbound" ? `read back from ${name}` : `read again from ${name}`;
    return {
      tone: "good",
      headline: `${name}: ${records(cause, proof.mended)} mended`,
      lines: [
        `${title}: ${records(cause, proof.mended)} ${proof.mended === 1 ? "was" : "were"} ${read} and ${proof.mended === 1 ? "agrees" : "agree"}.`,
      ],
    };
  }
  if (proof !== null && proof.still > 0) {
    return {
      tone: "warning",
      headline: `${name}: ${records(cause, proof.still)} still ${proof.still === 1 ? "differs" : "differ"}`,
      lines: [
        proofLine(proof, cause, names),
        `It is not “${title}” any more: it is tried again by itself, and what stays wrong gets a card of its own.`,
      ],
    };
  }
  return {
    tone: "info",
    headline: `${name}: no ${cause.object} stands there any more: ${title}`,
    lines: [
      "They were synced in another way, became something else, or are no longer there. Nothing was read back for it, so this is no proof that both sides agree.",
    ],
  };
}
