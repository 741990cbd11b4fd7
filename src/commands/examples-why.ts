import type { Card } from "../../bots/card.ts";
import type { FieldStep, RecordView, WhyField, WhyView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { whyFieldCard, whyNoField, whyRecordCard } from "./why-card.ts";
import { RULES } from "./why-words.ts";

const buttons = () => fixedButtons("example");
const record = {
  id: "record_1",
  object: "contact",
  fields: { first_name: "Ada", phone: "2" },
  version: 4,
  deleted: false,
};
const view: RecordView = { object: "contact", record, state: "synced", links: [], unlinked: [], outcomes: [] };

const step = (more: Partial<FieldStep> = {}): FieldStep => ({
  what: "written",
  connection: "salesforce",
  at: NOW - 3_600_000,
  runId: "run_1",
  kind: "incremental",
  by: null,
  before: "1",
  after: "2",
  rule: "changed_there",
  notes: [],
  ...more,
});

const field = (name: string, steps: readonly FieldStep[]): WhyField => ({
  field: name,
  remotes: [{ connection: "salesforce", remote: "Phone" }],
  value: "2",
  steps,
});

export function whyExamples({ pick, grow, names }: Scale): readonly Card[] {
  const here = step({ connection: null, runId: null, kind: null, rule: "written_here", at: null });
  const made = step({ before: null, after: "1", rule: "made", kind: "backfill", at: NOW - 86_400_000 });
  const rules = Object.keys(RULES) as FieldStep["rule"][];
  const many = Array.from({ length: 40 }, (_, at) =>
    step({
      at: NOW - at * 60_000,
      rule: rules[at % rules.length] ?? "owed",
      what: at % 3 === 0 ? "sent" : at % 7 === 0 ? "chosen" : "written",
      by: at % 4 === 0 ? `slack|U1|${NASTY}` : null,
      before: at % 5 === 0 ? undefined : NASTY,
      after: at % 6 === 0 ? undefined : null,
      notes: ["inbound_only", "outbound_only", "translate", "default", "cut"],
    }),
  );
  const why = (fields: readonly WhyField[], of = 3): WhyView => ({ record, fields, changes: grow({ kept: 3, of }) });
  const input = (known: WhyView) => ({ view, why: known, names, now: NOW });
  const all = pick(
    why([field("phone", [step(), here, made]), field("email", [made])]),
    why(
      Array.from({ length: 60 }, (_, at) => ({ ...field(`custom_field_${at}`, many), value: NASTY })),
      900,
    ),
  );
  const one = pick(field("phone", [step(), here, made]), { ...field(NASTY, many), value: NASTY });
  const nobody = { ...field("phone", []), remotes: [], value: null };
  return [
    whyFieldCard(input(all), one, buttons()),
    whyFieldCard(input(all), nobody, buttons()),
    whyRecordCard(input(all), buttons()),
    whyRecordCard(input(why([])), buttons()),
    whyNoField(pick("phon", NASTY), view, pick("phone", null)),
  ];
}
