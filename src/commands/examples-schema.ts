import type { Card } from "../../bots/card.ts";
import type { SchemaLine, SchemaView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { schemaCard, schemaNoField, schemaOverview } from "./schema-card.ts";
import { schemaFieldCard } from "./schema-field-card.ts";

const buttons = () => fixedButtons("example");

const line = (name: string, more: Partial<SchemaLine> = {}): SchemaLine => ({
  name,
  label: name,
  type: "string",
  length: 40,
  required: false,
  creatable: true,
  updatable: true,
  unique: false,
  options: null,
  references: [],
  mapped: [],
  ...more,
});

export function schemaExamples({ pick, grow, names }: Scale): readonly Card[] {
  const mapped = [{ field: "first_name", direction: "both", behaviour: "overwrite" } as const];
  const option = (value: string, active = true) => ({ value, label: pick(value, NASTY), active });
  const source = line(pick("LeadSource", NASTY), {
    label: "Lead source",
    type: "picklist",
    length: null,
    mapped,
    options: Array.from({ length: pick(2, 300) }, (_, at) => option(`Value ${at}`, at !== 1)),
    depends: {
      on: "Country",
      offers: Object.fromEntries(
        Array.from({ length: pick(1, 40) }, (_, at) => [
          `Land ${at}`,
          Array.from({ length: pick(1, 30) }, (_, own) => `Value ${own}`),
        ]),
      ),
    },
  });
  const plain = Array.from({ length: pick(2, 400) }, (_, at) =>
    line(pick(`Field_${at}__c`, `${NASTY}_${at}__c`), { required: at % 3 === 1, updatable: at % 4 > 0, label: NASTY }),
  );
  const view = (more: Partial<SchemaView> = {}): SchemaView => ({
    connection: "salesforce",
    object: "contact",
    type: "Contact",
    readAt: NOW - 600_000,
    rights: { creatable: true, updatable: true, deletable: false },
    fields: [line("FirstName", { mapped }), source, ...plain],
    absent: [],
    drift: null,
    changed: null,
    why: null,
    ...more,
  });
  const absent = Array.from({ length: pick(1, 20) }, (_, at) => ({
    field: `region_${at}`,
    remote: pick("Region__c", NASTY),
  }));
  const changed = `In the last week ${pick("Region__c went", NASTY.repeat(6))}.`;
  const why = grow({ reason: null, detail: "Nobody is signed in there." });
  const around = { names, now: NOW };
  const untold = view({ why, rights: null, fields: [], readAt: null });
  const many = Array.from({ length: pick(2, 40) }, (_, at) => ({
    ...view(at % 3 === 1 ? { absent, changed } : at % 3 === 2 ? untold : {}),
    object: at === 0 ? "contact" : `object_${at}`,
  }));
  const several = Array.from({ length: pick(2, 6) }, (_, at) => ({
    view: { ...view(), object: at === 0 ? "contact" : `object_${at}` },
    line: source,
  }));
  return [
    schemaCard({ view: view(), ...around }, buttons()),
    schemaCard({ view: view({ absent, changed }), ...around }, buttons()),
    schemaCard({ view: untold, ...around }, buttons()),
    schemaOverview({ views: many, ...around }, buttons()),
    schemaOverview({ views: [], ...around }, buttons()),
    schemaFieldCard({ found: [{ view: view(), line: source }], ...around }, buttons()),
    schemaFieldCard({ found: several, ...around }, buttons()),
    schemaNoField(
      { name: pick("LedSource", NASTY), near: pick("LeadSource", NASTY), views: many, meant: many, names },
      buttons(),
    ),
  ];
}
