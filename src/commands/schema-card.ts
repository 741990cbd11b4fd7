import type { Card, Line, Table } from "../../bots/card.ts";
import type { SchemaView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { objectRights, rightsText, typeText } from "./schema-words.ts";
import { capital, counted, foreign, type Names, number, plural } from "./words.ts";

interface Around {
  readonly names: Names;
  readonly now: number;
}

const PAGE = 15;
const ROWS = 30;
const OFFERED = 5;

/** One object: its fields, those that are mapped first. */
export function schemaCard({ view, names, now }: Around & { readonly view: SchemaView }, buttons: Buttons): Card {
  const { connection, object, fields, absent, why, changed, type } = view;
  const where = names(connection);
  const mapped = fields.filter((line) => line.mapped.length > 0).length;
  const demanded = fields.filter((line) => line.required && line.mapped.length === 0).map((line) => line.name);
  const rows = fields
    .slice(0, ROWS)
    .map((line) => [
      foreign(line.name, 60),
      `${foreign(typeText(line), 60)}${line.required ? ", required" : ""}`,
      rightsText(line),
      line.mapped.length === 0 ? "not mapped" : line.mapped.map((own) => foreign(own.field, 60)).join(", "),
    ]);
  const left = fields.length - rows.length;
  const name = `${where} ${plural(object)}`;
  return {
    kind: "schema",
    state: why !== null ? "untold" : absent.length > 0 ? "drifted" : "object",
    tone: why !== null || absent.length > 0 ? "warning" : "info",
    headline:
      why !== null
        ? `${where} does not describe its ${plural(object)} now`
        : `${name}: ${counted(fields.length, "field")}, ${number(mapped)} mapped`,
    lines: [
      ...(why === null ? [] : [foreign(why.detail, 300)]),
      ...absentLine(absent),
      ...(changed === null ? [] : [foreign(changed, 600)]),
      ...(demanded.length === 0
        ? []
        : [
            `Required in new records and not mapped: ${demanded
              .slice(0, 8)
              .map((one) => foreign(one, 60))
              .join(", ")}${demanded.length > 8 ? ` and ${number(demanded.length - 8)} more` : ""}.`,
          ]),
      ...(left > 0
        ? [
            [
              `And ${number(left)} more: `,
              { code: `schema ${connection} ${plural(object)} NAME` },
              " shows any of them.",
            ],
          ]
        : []),
    ],
    facts:
      view.rights === null
        ? []
        : [
            { label: `In ${where}`, value: `${foreign(type, 60)}: ${objectRights(view.rights)}` },
            ...(view.readAt === null ? [] : [{ label: "Read", value: [{ at: view.readAt }] }]),
          ],
    tables: tables(name, ["Field", "Type", "May be", "Ours"], rows, left),
    actions: [buttons.button({ label: "Mappings", verb: "map", args: { connection, object } })],
    footer: [
      "As of ",
      { at: now },
      ". The values of one field: ",
      { code: `schema ${connection} ${plural(object)} FIELD` },
      ".",
    ],
  };
}

function absentLine(absent: SchemaView["absent"]): readonly Line[] {
  if (absent.length === 0) return [];
  const names = absent.slice(0, 8).map(({ field, remote }) => `${foreign(remote, 60)} (our ${foreign(field, 60)})`);
  const more = absent.length > 8 ? ` and ${number(absent.length - 8)} more` : "";
  return [`Mapped, and not there any more or hidden from the connected user: ${names.join(", ")}${more}.`];
}

function tables(caption: string, columns: readonly string[], rows: Table["rows"], left = 0): readonly Table[] {
  return Array.from({ length: Math.ceil(rows.length / PAGE) }, (_, at) => ({
    caption: at > 0 ? `${caption}, continued` : left > 0 ? `${caption} (+${number(left)} more)` : caption,
    columns,
    rows: rows.slice(at * PAGE, (at + 1) * PAGE),
  }));
}

/** Several objects in numbers, with a button for each of the first. */
export function schemaOverview(
  { views, names, now }: Around & { readonly views: readonly SchemaView[] },
  buttons: Buttons,
): Card {
  const shown = views.slice(0, ROWS);
  const rows = shown.map(({ connection, object, fields, absent, why, changed }) => [
    capital(plural(object)),
    names(connection),
    why === null ? fields.length : "not known",
    fields.filter((line) => line.mapped.length > 0).length,
    why !== null
      ? "not known"
      : absent.length > 0
        ? `${number(absent.length)} missing`
        : changed === null
          ? "as before"
          : "changed",
  ]);
  const lost = views.filter((view) => view.absent.length > 0 || view.why !== null);
  return {
    kind: "schema",
    state: views.length === 0 ? "empty" : "all",
    tone: lost.length > 0 ? "warning" : "info",
    headline: views.length === 0 ? "No connection has this object" : `${counted(views.length, "object")} of the CRMs`,
    lines: views.length === 0 ? ["Add it to the objects of the connection in crmsync.yml."] : [],
    tables: tables("Objects", ["Object", "Where", "Fields", "Mapped", "Changes"], rows, views.length - shown.length),
    actions: [...lost, ...views.filter((view) => !lost.includes(view))]
      .slice(0, OFFERED)
      .map(({ connection, object }) =>
        buttons.button({
          label: foreign(`${names(connection)} ${plural(object)}`, 60),
          verb: "schema",
          args: { connection, object },
        }),
      ),
    footer: ["As of ", { at: now }, ". One object: ", { code: "schema CONNECTION OBJECT" }, "."],
  };
}

export interface NoFieldInput {
  readonly name: string;
  readonly near: string | null;
  readonly views: readonly SchemaView[];
  /** Those that have the near one. */
  readonly meant: readonly SchemaView[];
  readonly names: Names;
}

export function schemaNoField({ name, near, views, meant, names }: NoFieldInput, buttons: Buttons): Card {
  const [only, second] = views;
  const where = only && !second ? `${names(only.connection)} ${plural(only.object)}` : "any object that is synced";
  return {
    kind: "schema",
    state: "no_field",
    tone: "warning",
    headline: "No such field",
    lines: [
      ["Looked for ", { code: foreign(name, 60) }, ` in ${where}, by the CRM's name, by ours and by its label.`],
      near === null
        ? "It may be new, or hidden from the connected user."
        : ["Did you mean ", { code: foreign(near, 60) }, "?"],
    ],
    actions:
      near === null
        ? []
        : meant.slice(0, 3).map(({ connection, object }) =>
            buttons.button({
              label: foreign(`${near} of ${names(connection)} ${plural(object)}`, 60),
              verb: "schema",
              args: { connection, object, text: near },
            }),
          ),
  };
}
