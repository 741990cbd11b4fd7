import type { Card, Fact, Line, Section } from "../../bots/card.ts";
import { type MappingTrial, reason, type Tried, type TriedRecord, type Value } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { findingText, WAYS } from "./map-notes.ts";
import { yamlLine } from "./map-words.ts";
import { titleOf } from "./record-title.ts";
import { counted, foreign, type Names, number, plural } from "./words.ts";

export interface TriedInput {
  readonly trial: MappingTrial;
  readonly names: Names;
  readonly now: number;
  /** The words that were said, for the buttons that try again. */
  readonly again: Readonly<Record<string, unknown>> & {
    readonly rest?: readonly (readonly [string, string])[] | undefined;
  };
}

const ROWS = 10;
const VALUE = 36;
const NEAR = 3;

/** B34: what a mapping would do, and the line that would save it. */
export function triedCard({ trial, names, now, again }: TriedInput, buttons: Buttons): Card {
  const { asked, settings, sum, findings } = trial;
  const where = names(asked.connection);
  const refused = sum.refused.length > 0;
  const warned = findings.some((each) => each.weight === "warning");
  return {
    kind: "map_try",
    state: trial.state === "tried" ? (refused ? "refused" : sum.records === 0 ? "nothing" : "tried") : trial.state,
    tone: trial.state !== "tried" || refused || warned || sum.lossy > 0 ? "warning" : "good",
    headline: headlineOf(trial, where),
    lines: linesOf(trial, where),
    ...(trial.remote ? { facts: factsOf(trial, where) } : {}),
    sections: [...recordsOf(trial, where), ...refusals(trial, where), ...saving(trial)],
    actions: trial.state === "absent" ? [] : actions(trial, again, buttons),
    footer: [
      "As of ",
      { at: now },
      ". Nothing was saved and nothing was sent.",
      ...(settings === null ? [] : [" It shows what becomes of them once it is saved and crmsync starts with it."]),
    ],
  };
}

function headlineOf({ state, asked, sum }: MappingTrial, where: string): string {
  const what = `${foreign(asked.field, 40)} = ${foreign(asked.remote, 60)}`;
  switch (state) {
    case "absent":
      return `${where} has no ${plural(foreign(asked.object, 40))} here`;
    case "stopped":
      return `${what} cannot be synced`;
    case "untold":
      return `${what} could not be tried`;
    default: {
      if (sum.records === 0) return `${what} fits, and there is no record to try it on`;
      const parts = [`${number(sum.changeHere)} here`, `${number(sum.changeThere)} in ${where}`];
      return `${what}: of ${counted(sum.records, "record")}, ${parts.join(" and ")} would change`;
    }
  }
}

function linesOf({ state, asked, settings, findings, why, sum }: MappingTrial, where: string): readonly Line[] {
  if (state === "absent") return ["Add the object to the connection in crmsync.yml first."];
  const told = settings ? `${WAYS[settings.direction]}, ${settings.behaviour}` : "";
  return [
    `Tried with ${where} ${plural(asked.object)}: ${told}.`,
    ...(why === null ? [] : [`${where} did not answer: ${foreign(why.detail, 200)}`]),
    ...findings.map(findingText),
    ...(sum.lossy > 0 ? [`Of ${counted(sum.lossy, "record")} something would be lost on the way.`] : []),
  ];
}

function factsOf({ remote, settings }: MappingTrial, where: string): readonly Fact[] {
  if (!remote) return [];
  const length = remote.length === null ? "" : `, ${number(remote.length)} characters`;
  const marks = [
    ...(remote.required ? ["required"] : []),
    ...(remote.unique ? ["unique"] : []),
    ...(remote.creatable || remote.updatable ? [] : ["read only"]),
  ];
  return [
    { label: `In ${where}`, value: `${foreign(remote.label, 80)} (${remote.type}${length})` },
    ...(marks.length === 0 ? [] : [{ label: "It is", value: marks.join(", ") }]),
    { label: "Type here", value: settings?.type ?? remote.type },
  ];
}

/** Record by record, what is refused and what changes first; a table would have no room for two values in a cell. */
function recordsOf({ rows, sum }: MappingTrial, where: string): readonly Section[] {
  const told = rows.filter((row) => isRefused(row) || row.here.changes || row.there.changes);
  const same = sum.records - told.length;
  if (sum.records === 0) return [];
  const first = told.toSorted((a, b) => Number(isRefused(b)) - Number(isRefused(a))).slice(0, ROWS);
  const more = told.length - first.length;
  const rest = [
    ...(more > 0 ? [`${counted(more, "more record")} like these.`] : []),
    ...(same > 0 ? [`${counted(same, "record")} ${same === 1 ? "stays as it is" : "stay as they are"}.`] : []),
  ];
  return [{ heading: "What would happen", lines: [...first.map((row) => lineOf(row, where)), ...rest] }];
}

const isRefused = ({ here, there }: TriedRecord) => here.refused !== null || there.refused !== null;

function lineOf({ record, externalId, here, there }: TriedRecord, where: string): string {
  const parts = [
    ...(here.changes ? [`here ${change(here)}`] : []),
    ...(there.changes ? [`${externalId === null ? "new in " : ""}${where} ${change(there)}`] : []),
    ...[here, there].flatMap(({ refused }) => (refused ? [`refused, ${refused.reason}`] : [])),
    ...(here.loss || there.loss ? ["something is lost"] : []),
  ];
  return `${foreign(titleOf({ record, outcomes: [] }), 60)}: ${parts.join("; ")}.`;
}

function change({ before, after }: Tried): string {
  return `${shown(before)} → ${shown(after)}`;
}

function shown(value: Value): string {
  return value === null || value === "" ? "(empty)" : foreign(String(value), VALUE);
}

function refusals({ sum, rows }: MappingTrial, where: string): readonly Section[] {
  return sum.refused.map(({ side, reason: code, records }) => {
    const one = rows.find((row) => row[side].refused?.reason === code);
    const { title, todo } = reason(code);
    return {
      heading: `${title}: ${counted(records, "record")} ${side === "here" ? "on the way in" : `to ${where}`}`,
      tone: "warning",
      lines: [`${foreign(one?.[side].refused?.detail ?? "", 300)} ${todo}`],
    };
  });
}

function saving({ state, asked, settings }: MappingTrial): readonly Section[] {
  if (state !== "tried" || settings === null) return [];
  const path = `objects, ${foreign(asked.object, 40)}, fields`;
  return [
    {
      heading: "To keep it",
      lines: [
        ["In crmsync.yml, below ", { bold: path }, ", and start again: ", { code: yamlLine(asked.field, settings) }],
      ],
    },
  ];
}

/** The names that were most likely meant, and the same once more. */
function actions({ findings, asked }: MappingTrial, again: TriedInput["again"], buttons: Buttons) {
  const near = findings.flatMap((each) => (each.what === "missing" ? each.near : [])).slice(0, NEAR);
  const [, ...rest] = again.rest ?? [];
  return [
    ...near.map((name) =>
      buttons.button({
        label: `Try ${foreign(name, 40)}`,
        verb: "map",
        args: { ...again, rest: [[asked.field, name], ...rest] },
      }),
    ),
    buttons.button({ label: "Try again", verb: "map", args: again }),
  ];
}
