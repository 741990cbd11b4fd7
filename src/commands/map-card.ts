import type { Card, Line, Section, Table } from "../../bots/card.ts";
import type { KeptRule, MappingLine, MappingView } from "../../engine/index.ts";
import { heldRules, ruleSections } from "../repairs/rules-card.ts";
import type { Buttons } from "./buttons.ts";
import { findingText, WAYS } from "./map-notes.ts";
import { capital, counted, foreign, type Names, plural } from "./words.ts";

export interface MapInput {
  readonly views: readonly MappingView[];
  /** Absent = all objects were asked for. */
  readonly object: string | undefined;
  readonly names: Names;
  readonly now: number;
  /** Decisions that were kept for what is shown; absent = nobody looked. */
  readonly rules?: readonly KeptRule[];
}

const ROWS = 15;
const TOLD = 8;
const OFFERED = 5;
const NAME = 60;
/** A cell of Slack's has no room for more. */
const VALUE = 28;

/** How fields are mapped: of one object line by line, of all in numbers. */
export function mapCard({ views, object, names, now, rules = [] }: MapInput, buttons: Buttons): Card {
  const wrong = views.reduce((sum, view) => sum + wrongOf(view).length, 0);
  const lines = views.reduce((sum, view) => sum + view.lines.length, 0);
  const silent = views.filter((view) => view.why !== null);
  const state = views.length === 0 ? "empty" : wrong > 0 ? "wrong" : silent.length > 0 ? "untold" : "right";
  return {
    kind: "map",
    state: object === undefined && views.length > 0 ? `all_${state}` : state,
    tone: state === "right" ? "good" : state === "empty" ? "info" : "warning",
    headline:
      state === "empty"
        ? "Nothing is mapped"
        : state === "wrong"
          ? `${counted(wrong, "mapping")} of ${lines} ${wrong === 1 ? "needs" : "need"} attention`
          : state === "untold"
            ? "Not every mapping could be checked"
            : `${counted(lines, "mapping")}, all in order`,
    lines: [
      ...(state === "empty" ? ["No connection has this object. Add it to crmsync.yml."] : []),
      ...rulesLine(object === undefined ? rules : []),
      ...silent.map(
        (view) =>
          `${names(view.connection)} does not describe its ${plural(view.object)} now: ${foreign(view.why?.detail ?? "", 200)}`,
      ),
    ],
    tables: object === undefined ? overview(views, names) : views.flatMap((view) => linesOf(view, names)),
    sections: [
      ...views.flatMap((view) => section(view, names)).slice(0, TOLD),
      ...(object === undefined ? [] : ruleSections(rules, names, buttons)),
    ],
    actions: object === undefined ? offered(views, buttons) : [],
    footer: [
      "As of ",
      { at: now },
      ". To try another mapping: ",
      { code: "map try CONNECTION OBJECT OURS=THEIRS" },
      ".",
    ],
  };
}

/** Of one object they are told one by one. */
function rulesLine(rules: readonly KeptRule[]): readonly Line[] {
  const held = heldRules(rules).length;
  if (held === 0) return [];
  return [[`Besides, ${counted(held, "rule")} ${held === 1 ? "is" : "are"} kept: see `, { code: "map rules" }, "."]];
}

function wrongOf({ lines }: MappingView): readonly MappingLine[] {
  return lines.filter((line) => line.wrong.length > 0);
}

function overview(views: readonly MappingView[], names: Names): readonly Table[] {
  const rows = views.map((view) => [
    capital(plural(view.object)),
    names(view.connection),
    view.lines.length,
    view.why === null ? wrongOf(view).length : "not known",
    view.why === null ? view.unmapped : "not known",
  ]);
  return pages(rows, "Mappings", ["Object", "Where", "Mapped", "Wrong", "Not mapped"]);
}

function linesOf(view: MappingView, names: Names): readonly Table[] {
  const where = names(view.connection);
  const rows = view.lines.map((line) => [
    foreign(line.field, NAME),
    foreign(line.remote, NAME),
    WAYS[line.direction],
    line.behaviour,
    typeOf(line),
    line.example === null ? "(empty)" : foreign(String(line.example), VALUE),
  ]);
  return pages(rows, `${where} ${plural(view.object)}`, [
    "Ours",
    where,
    "Direction",
    "Behaviour",
    "Type",
    "For example",
  ]);
}

function typeOf({ type, references, described }: MappingLine): string {
  if (references !== null) return `reference to ${references}`;
  return type ?? described?.type ?? "not known";
}

function pages(rows: readonly (readonly (string | number)[])[], caption: string, columns: readonly string[]) {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, at) => ({
    caption: at === 0 ? caption : `${caption}, continued`,
    columns,
    rows: rows.slice(at * ROWS, (at + 1) * ROWS),
  }));
}

function section(view: MappingView, names: Names): readonly Section[] {
  return wrongOf(view).map((line) => ({
    heading: `${foreign(line.field, 60)} of ${plural(view.object)} in ${names(view.connection)}`,
    tone: "warning",
    lines: line.wrong.map(findingText),
  }));
}

/** The objects where something is wrong come first. */
function offered(views: readonly MappingView[], buttons: Buttons) {
  const troubled = views.filter((view) => wrongOf(view).length > 0);
  const objects = [...new Set([...troubled, ...views].map((view) => view.object))];
  return objects
    .slice(0, OFFERED)
    .map((object) => buttons.button({ label: `Show ${plural(object)}`, verb: "map", args: { object } }));
}
