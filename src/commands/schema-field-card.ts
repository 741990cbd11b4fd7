import type { Card, Fact, Line, Section } from "../../bots/card.ts";
import type { SchemaLine, SchemaView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { WAYS } from "./map-notes.ts";
import { rightsText, typeText } from "./schema-words.ts";
import { counted, foreign, listed, type Names, number, plural } from "./words.ts";

export interface FieldFound {
  readonly view: SchemaView;
  readonly line: SchemaLine;
}

const SHOWN = 4;
const VALUES = 25;
const CONTROLS = 6;
const OFFERS = 8;
const VALUE = 28;

/** One field in full, wherever it is found. */
export function schemaFieldCard(
  { found, names, now }: { readonly found: readonly FieldFound[]; readonly names: Names; readonly now: number },
  buttons: Buttons,
): Card {
  const [first] = found;
  const more = found.length - SHOWN;
  const label = first ? foreign(first.line.label, 40) : "";
  return {
    kind: "schema",
    state: found.length === 1 ? "field" : "fields",
    tone: "info",
    headline:
      found.length === 1 && first
        ? `${label} of ${names(first.view.connection)} ${plural(first.view.object)}`
        : `${counted(found.length, "field")} of this name`,
    lines:
      more > 0
        ? [`${number(more)} more ${more === 1 ? "is" : "are"} not shown: name the connection and the object, too.`]
        : [],
    sections: found.slice(0, SHOWN).map((one) => section(one, found.length === 1, names)),
    actions: found.slice(0, SHOWN).map(({ view: { connection, object } }) =>
      buttons.button({
        label: foreign(`All of ${names(connection)} ${plural(object)}`, 60),
        verb: "schema",
        args: { connection, object },
      }),
    ),
    footer: ["As of ", { at: now }, "."],
  };
}

/** Of several fields the values are left out: one that is named alone tells them. */
function section({ view, line }: FieldFound, isWhole: boolean, names: Names): Section {
  const { connection, object } = view;
  return {
    heading: `${names(connection)} ${plural(object)}: ${foreign(line.name, 60)}`,
    tone: "info",
    facts: [
      { label: "Label", value: foreign(line.label, 80) },
      { label: "Type", value: foreign(typeText(line), 80) },
      { label: "Length", value: line.length === null ? "not limited, or not told" : counted(line.length, "character") },
      { label: "Required", value: line.required ? "yes, in new records" : "no" },
      { label: "Unique", value: line.unique ? "yes" : "no" },
      { label: "May be", value: rightsText(line) },
      { label: "Ours", value: mappedText(line) },
      ...readFact(view),
    ],
    lines: [...mapLine(view, line), ...(isWhole ? [...valueLines(line), ...dependLines(line)] : [])],
  };
}

function readFact({ readAt }: SchemaView): readonly Fact[] {
  return readAt === null ? [] : [{ label: "Read", value: [{ at: readAt }] }];
}

function mappedText({ mapped }: SchemaLine): string {
  if (mapped.length === 0) return "not mapped";
  return mapped.map((own) => `${foreign(own.field, 60)} (${WAYS[own.direction]}, ${own.behaviour})`).join(", ");
}

function mapLine({ connection, object }: SchemaView, { mapped, name }: SchemaLine): readonly Line[] {
  if (mapped.length > 0) return [];
  return [
    [
      "To see what a mapping would do: ",
      { code: `map try ${connection} ${plural(object)} OURS=${foreign(name, 60)}` },
      ".",
    ],
  ];
}

function valueLines({ options }: SchemaLine): readonly Line[] {
  if (options === null || options.length === 0) return [];
  const active = options.filter((one) => one.active);
  const told = active
    .slice(0, VALUES)
    .map(({ value, label }) =>
      label === value ? foreign(value, VALUE) : `${foreign(value, VALUE)} (${foreign(label, VALUE)})`,
    );
  const more = active.length > VALUES ? `, and ${number(active.length - VALUES)} more` : "";
  const off = options.length - active.length;
  return [
    `Values: ${told.length === 0 ? "none" : told.join(", ")}${more}.`,
    ...(off > 0 ? [`${counted(off, "value")} ${off === 1 ? "is" : "are"} not active any more.`] : []),
  ];
}

/** A dependent list: what each value of the other field offers. */
function dependLines({ depends }: SchemaLine): readonly Line[] {
  if (!depends) return [];
  const offers = Object.entries(depends.offers);
  const more = offers.length - CONTROLS;
  return [
    `Which of them may be chosen depends on ${foreign(depends.on, 60)}.`,
    ...offers.slice(0, CONTROLS).map(([value, own]) => {
      const shown = own.slice(0, OFFERS).map((one) => foreign(one, VALUE));
      const left = own.length > OFFERS ? ` and ${number(own.length - OFFERS)} more` : "";
      return `${foreign(value, 60)} offers ${shown.length === 0 ? "none" : left === "" ? listed(shown) : `${shown.join(", ")}${left}`}.`;
    }),
    ...(more > 0 ? [`${number(more)} more values of ${foreign(depends.on, 60)} are not shown.`] : []),
  ];
}
