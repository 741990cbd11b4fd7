import { z } from "zod";
import type { SchemaLine, SchemaView } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { type Ask, replyWith, type Verb, verb } from "./desk.ts";
import { schemaCard, schemaNoField, schemaOverview } from "./schema-card.ts";
import { type FieldFound, schemaFieldCard } from "./schema-field-card.ts";

/** What the CRM's own description says of an object, and what is mapped to it. */
export const schema: Verb = verb({
  name: "schema",
  role: "viewer",
  summary: "Shows the fields of a CRM's object: type, length, rights, values, and what is mapped.",
  usage: "[connection] [object] [field]",
  examples: ["schema", "schema salesforce contacts", "schema salesforce contacts LeadSource"],
  slots: ["connection", "object", "text"],
  args: z.object({ connection: z.string().optional(), object: z.string().optional(), text: z.string().optional() }),
  run: async ({ connection, object, text }, ask) => {
    const views = await ask.desk.engine.schemas({ connection, object });
    const untold = views.some((view) => view.why !== null);
    if (text !== undefined) return field(text, views, ask);
    const [only, second] = views;
    const around = { names: ask.names, now: ask.desk.now() };
    return replyWith(
      ask,
      "caller",
      (buttons) =>
        only && !second
          ? schemaCard({ view: only, ...around }, buttons)
          : schemaOverview({ views, ...around }, buttons),
      { data: views, ...(untold || !only ? { exit: 1 as const } : {}) },
    );
  },
});

async function field(name: string, views: readonly SchemaView[], ask: Ask) {
  const found = views.flatMap((view): readonly FieldFound[] => {
    const line = lineNamed(name, view.fields);
    return line ? [{ view, line }] : [];
  });
  if (found.length > 0) {
    const input = { found, names: ask.names, now: ask.desk.now() };
    return replyWith(ask, "caller", (buttons) => schemaFieldCard(input, buttons), { data: found });
  }
  const known = views.flatMap(({ fields }) =>
    fields.flatMap((line) => [line.name, line.label, ...line.mapped.map((own) => own.field)]),
  );
  const near = nearest(name, known);
  const meant = near === null ? [] : views.filter((view) => lineNamed(near, view.fields) !== null);
  return replyWith(ask, "caller", (buttons) => schemaNoField({ name, near, views, meant, names: ask.names }, buttons), {
    data: [],
    exit: 1,
  });
}

/** By the CRM's name, by ours, or by its label. */
function lineNamed(name: string, fields: readonly SchemaLine[]): SchemaLine | null {
  const small = name.toLowerCase();
  return (
    fields.find((line) => line.name.toLowerCase() === small) ??
    fields.find((line) => line.mapped.some((own) => own.field.toLowerCase() === small)) ??
    fields.find((line) => line.label.toLowerCase() === small) ??
    null
  );
}
