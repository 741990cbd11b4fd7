import type { Section } from "../../bots/card.ts";
import type { Choice, Offer, RepairAnswer, RepairView } from "../../engine/index.ts";
import { foreign } from "../commands/words.ts";
import { nearest } from "../config/nearest.ts";
import { inForm, readFields } from "./form-fields.ts";

export type Typed =
  | { readonly ok: true; readonly answer: RepairAnswer; readonly keeps: boolean }
  | { readonly ok: false; readonly problem: string; readonly nearest: string | null };

/** Words that need nothing more. */
const PLAIN: Readonly<Record<string, Offer["kind"]>> = {
  link: "link",
  save: "save_anyway",
  cut: "cut",
  shorten: "cut",
  parent: "parent",
  unlink: "unlink",
  recreate: "recreate",
  include: "include",
  create: "create",
  unmap: "unmap",
  exclude: "exclude",
  again: "again",
  check: "again",
};
const SIDES: Readonly<Record<string, "here" | "there">> = { ours: "here", theirs: "there" };
const KEEPING = ["keep", "always"];
/** Pairs that pick from a list; all others are fields of the record. */
const PICKING: Readonly<Record<string, Offer["kind"]>> = { value: "pick", owner: "owner", match: "match", to: "remap" };

/**
 * The answer that was typed: `value="Financial Services" keep`, `email=ann@x.test`, `link`, `ours title always`. Values
 * are looked up among what is offered, in any case; what is not offered now is no answer.
 */
export function typedAnswer(
  view: RepairView,
  words: readonly string[],
  pairs: readonly (readonly [string, string])[],
): Typed {
  const small = words.map((word) => word.toLowerCase());
  const keeping = small.some((word) => KEEPING.includes(word));
  const rest = small.filter((word) => !KEEPING.includes(word));
  const [first, second, third] = rest;
  if (pairs.length > 0) {
    if (first !== undefined) return unknown(first, view);
    return byPairs(view, pairs, keeping);
  }
  if (first === undefined) return wrong("It is not said what to keep.", null);
  const side = SIDES[first] ?? SIDES[second ?? ""];
  if (side !== undefined && third === undefined) return bySide(view, side, SIDES[first] ? second : first, keeping);
  if (second !== undefined) return unknown(second, view);
  const kind = PLAIN[first];
  if (kind === undefined) return unknown(first, view);
  const offer = view.offers.find((one) => one.kind === kind);
  const answer = offer ? plainAnswer(offer, keeping) : null;
  if (answer === null) return wrong(`“${first}” is not offered here.`, null);
  return { ok: true, answer, keeps: answer.kind === "cut" };
}

function plainAnswer(offer: Offer, keep: boolean): RepairAnswer | null {
  switch (offer.kind) {
    case "link":
      return { kind: "link", externalId: offer.each ? null : offer.externalId };
    case "cut":
      return { kind: "cut", field: offer.field, keep };
    case "unmap":
      return { kind: "unmap", field: offer.field };
    case "exclude":
      return { kind: "exclude", field: offer.field, value: offer.value };
    case "save_anyway":
    case "parent":
    case "unlink":
    case "recreate":
    case "include":
    case "create":
    case "again":
      return { kind: offer.kind };
    default:
      return null;
  }
}

function bySide({ offers }: RepairView, side: "here" | "there", field: string | undefined, keep: boolean): Typed {
  const sides = offers.filter((one) => one.kind === "side");
  const [only, another] = sides;
  const found = field === undefined && !another ? only : sides.find((one) => one.field.toLowerCase() === field);
  if (found) return { ok: true, answer: { kind: "side", field: found.field, side, keep }, keeps: true };
  const known = sides.map((one) => one.field);
  if (known.length === 0) return wrong("No field was changed on both sides there.", null);
  return field === undefined
    ? wrong(`Say which field: ${known.map((one) => foreign(one, 60)).join(", ")}.`, null)
    : wrong(`The field “${foreign(field, 60)}” was not changed on both sides.`, nearest(field, known));
}

function byPairs(view: RepairView, pairs: readonly (readonly [string, string])[], keep: boolean): Typed {
  const [pair, another] = pairs;
  const kind = pair && !another ? PICKING[pair[0]] : undefined;
  const offer = view.offers.find((one) => one.kind === kind);
  if (pair && offer) return byPick(offer, pair[1], keep);
  return byFields(view, pairs, keep);
}

function byPick(offer: Offer, text: string, keep: boolean): Typed {
  switch (offer.kind) {
    case "pick":
    case "owner": {
      const { field } = offer;
      const keeps = offer.kind === "owner" || offer.keeps !== null;
      return chosen(offer.options, text, (value) => ({ kind: offer.kind, field, value, keep: keep && keeps }), keeps);
    }
    case "remap":
      return chosen(offer.candidates, text, (remote) => ({ kind: "remap", field: offer.field, remote }), false);
    case "match": {
      const choices = offer.candidates.map(({ id, name }) => ({ value: id, label: name }));
      return chosen(choices, text, (id) => ({ kind: "match", side: offer.side, id }), false);
    }
    default:
      return wrong("That is not offered here.", null);
  }
}

function chosen(
  choices: readonly Choice[],
  text: string,
  answer: (value: string) => RepairAnswer,
  keeps: boolean,
): Typed {
  const small = text.trim().toLowerCase();
  const found =
    choices.find(({ value }) => value === text) ??
    choices.find(({ value, label }) => [value, label].some((each) => each.toLowerCase() === small));
  if (found) return { ok: true, answer: answer(found.value), keeps };
  const known = choices.map(({ label }) => label);
  return wrong(`“${foreign(text, 60)}” is not among the ${known.length} that can be picked.`, nearest(text, known));
}

function byFields({ offers }: RepairView, pairs: readonly (readonly [string, string])[], keep: boolean): Typed {
  const offer = offers.find((one) => one.kind === "fill");
  if (!offer) return wrong(`Nothing of the record can be set here: “${foreign(pairs[0]?.[0] ?? "", 40)}”.`, null);
  const known = offer.fields.map((one) => one.field);
  const stray = pairs.find(([key]) => !known.some((one) => one.toLowerCase() === key));
  if (stray) return wrong(`The field “${foreign(stray[0], 60)}” is not asked for.`, nearest(stray[0], known));
  const typed = new Map(pairs);
  const given = offer.fields.filter((one) => typed.has(one.field.toLowerCase()));
  const read = readFields(
    given,
    Object.fromEntries(given.map((one) => [inForm(one.field), typed.get(one.field.toLowerCase()) ?? ""])),
  );
  if (!read.ok) {
    const told = Object.entries(read.problems).map(([field, problem]) => `${foreign(field, 60)}: ${problem}`);
    return wrong(told.join(" "), null);
  }
  const keeps = offer.keeps !== null;
  return { ok: true, answer: { kind: "fill", values: read.values, keep: keep && keeps }, keeps };
}

function unknown(word: string, view: RepairView): Typed {
  const known = [...Object.keys(PLAIN), ...Object.keys(SIDES), ...KEEPING];
  return wrong(`“${foreign(word, 60)}” is no answer here.`, nearest(word, known) ?? spoken(view)[0] ?? null);
}

function wrong(problem: string, near: string | null): Typed {
  return { ok: false, problem, nearest: near };
}

/** What can be typed after the cause or the record, the best first. */
export function spoken({ offers }: RepairView): readonly string[] {
  return offers.flatMap((offer): readonly string[] => {
    switch (offer.kind) {
      case "pick":
        return [
          `value=${quoted(offer.suggested ?? offer.options[0]?.value ?? "…")}${offer.keeps === null ? "" : " keep"}`,
        ];
      case "owner":
        return [`owner=${quoted(offer.options[0]?.label ?? "…")}`];
      case "remap":
        return [`to=${quoted(offer.candidates[0]?.value ?? "…")}`];
      case "match":
        return offer.candidates.slice(0, 3).map(({ id }) => `match=${quoted(id)}`);
      case "fill":
        return [offer.fields.map(({ field }) => `${field}=…`).join(" ")].filter((text) => text !== "");
      case "side":
        return [`ours ${offer.field}`, `theirs ${offer.field} always`];
      case "right":
        return [];
      case "save_anyway":
        return ["save"];
      default:
        return [offer.kind];
    }
  });
}

function quoted(text: string): string {
  const bare = foreign(text, 60);
  return /^[\w.@-]+$/.test(bare) ? bare : `"${bare.replaceAll('"', "")}"`;
}

/** For the terminal, where nobody can press: a command that does the same as each control. */
export function typedSection(view: RepairView): readonly Section[] {
  const { scope, cause } = view;
  const what = "cause" in scope ? scope.cause : `${scope.connection} ${scope.subject}`;
  const says = spoken(view);
  if (says.length === 0 || cause.mending) return [];
  return [
    {
      heading: "To type",
      lines: says.map((one) => [{ code: `repair ${foreign(what, 80)} ${one}` }]),
    },
  ];
}
