import type { Card, Section } from "../../bots/card.ts";
import type { KeptRule } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { capital, counted, foreign, type Names, plural } from "../commands/words.ts";
import { afterUndo, ruleOf } from "./deeds.ts";
import { personName } from "./words.ts";

/** So many rules have a section with a button; the others are counted. */
const TOLD = 10;
/** On the card of a mapping, beside everything else that stands there. */
const BESIDE = 3;
/** What was undone is shown for a while. */
const HISTORY_MS = 30 * 86_400_000;

export interface RulesInput {
  readonly rules: readonly KeptRule[];
  readonly names: Names;
  readonly now: number;
}

/** Every decision that was kept: what it does, by whom, when, and the button that undoes it. */
export function rulesCard({ rules, names, now }: RulesInput, buttons: Buttons): Card {
  const held = heldRules(rules);
  const past = undoneRules(rules, now);
  const shown = [...held, ...past].slice(0, TOLD);
  const more = held.length + past.length - shown.length;
  return {
    kind: "rules",
    state: held.length > 0 ? "some" : past.length > 0 ? "undone" : "none",
    tone: "info",
    headline:
      held.length === 0
        ? "No rule is kept"
        : `${counted(held.length, "rule")} ${held.length === 1 ? "is" : "are"} kept`,
    lines: [
      held.length === 0
        ? "A rule is kept when somebody mends a cause and chooses to keep the answer."
        : "Each was chosen by a person when a cause was mended, and holds for what comes later, before what the file says.",
      ...(more > 0 ? [`${counted(more, "older one")} not shown: narrow it with an object or a connection.`] : []),
    ],
    sections: shown.map((rule) => ruleSection(rule, names, buttons)),
    footer: ["As of ", { at: now }, ". What was undone is shown for 30 days."],
  };
}

export function heldRules(rules: readonly KeptRule[]): readonly KeptRule[] {
  return rules.filter((rule) => rule.undone === null);
}

function undoneRules(rules: readonly KeptRule[], now: number): readonly KeptRule[] {
  return rules.filter(({ undone }) => undone !== null && now - undone.at < HISTORY_MS);
}

/** For the card of a mapping: the newest few, and where the others are. */
export function ruleSections(rules: readonly KeptRule[], names: Names, buttons: Buttons): readonly Section[] {
  const held = heldRules(rules);
  const more = held.length - BESIDE;
  const sections = held.slice(0, BESIDE).map((rule) => ruleSection(rule, names, buttons));
  if (more <= 0) return sections;
  return [
    ...sections,
    { heading: `${counted(more, "more rule")}`, lines: [["See them all with ", { code: "map rules" }, "."]] },
  ];
}

function ruleSection(rule: KeptRule, names: Names, buttons: Buttons): Section {
  const { connection, object, field, does, by, at, records, undone } = rule;
  const signed = [`Kept by ${personName(by)} on `, { at }, `, for ${counted(records, object, plural(object))}.`];
  return {
    heading: `${foreign(field, 60)} of ${plural(object)} to ${names(connection)}${undone ? ": undone" : ""}`,
    lines: [
      `${capital(ruleOf(does))}.`,
      signed,
      ...(undone ? [[`Undone by ${personName(undone.by)} on `, { at: undone.at }, "."]] : []),
    ],
    ...(undone ? {} : { actions: [undoButton(rule, buttons)] }),
  };
}

function undoButton({ id, does }: KeptRule, buttons: Buttons) {
  return buttons.button({
    label: "Undo",
    verb: "undo-rule",
    args: { rule: id },
    confirm: { title: "Undo this rule?", text: foreign(afterUndo(does), 280), ok: "Undo" },
  });
}

/** Null = there is no such rule, or somebody undid it before. */
export function undoneCard(rule: KeptRule | null, names: Names): Card {
  if (!rule)
    return {
      kind: "rules",
      state: "gone",
      tone: "info",
      headline: "There is no such rule any more",
      lines: ["Somebody may have undone it before. Nothing was changed.", ["See ", { code: "map rules" }, "."]],
    };
  const { connection, object, field, does, by, at } = rule;
  return {
    kind: "rules",
    state: "undone_now",
    tone: "info",
    headline: `Undone: ${foreign(field, 60)} of ${plural(object)} to ${names(connection)}`,
    lines: [
      `${capital(ruleOf(does))}: this no longer holds.`,
      afterUndo(does),
      [`It was kept by ${personName(by)} on `, { at }, ". What it has mended so far stays as it is."],
    ],
  };
}

/** Null = it is not missing any more, or cannot be that field. */
export function followedCard(rule: KeptRule | null, names: Names, buttons: Buttons): Card {
  if (!rule)
    return {
      kind: "rules",
      state: "not_followed",
      tone: "info",
      headline: "Nothing was mapped anew",
      lines: ["The field is there again, or somebody was first.", ["See ", { code: "map rules" }, "."]],
    };
  const { connection, object, field, does } = rule;
  const name = names(connection);
  return {
    kind: "rules",
    state: "followed",
    tone: "working",
    headline: `Mapped anew: ${foreign(field, 60)} of ${plural(object)} to ${name}`,
    lines: [
      `${capital(ruleOf(does))}, from now on.`,
      `What waited for it is sent, and what was changed in ${name} meanwhile is read again.`,
    ],
    actions: [undoButton(rule, buttons)],
  };
}
