import type { Card } from "../../bots/card.ts";
import type { MappingLine, MappingTrial, MappingView, Tried } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { mapCard } from "./map-card.ts";
import { mapUsageCard } from "./map-notes.ts";
import { triedCard } from "./map-tried.ts";

const buttons = () => fixedButtons("example");

const line = (field: string, remote: string, more: Partial<MappingLine> = {}): MappingLine => ({
  field,
  remote,
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  described: { label: remote, type: "string", length: 40, required: false },
  wrong: [],
  example: "Ada",
  ...more,
});

const gone = line("region", "Region__c", {
  direction: "inbound",
  described: null,
  example: NASTY,
  wrong: [
    {
      what: "missing",
      weight: "stop",
      says: "The CRM's contact has no field Region__c, or hides it from the connected user.",
      near: ["Sales_Region__c"],
    },
  ],
});

const view = (more: Partial<MappingView> = {}): MappingView => ({
  connection: "salesforce",
  object: "contact",
  lines: [line("first_name", "FirstName"), line("account_id", "AccountId", { references: "account", example: null })],
  unmapped: 12,
  why: null,
  ...more,
});

const side = (more: Partial<Tried> = {}): Tried => ({
  before: null,
  after: null,
  changes: false,
  loss: null,
  refused: null,
  ...more,
});

const record = (name: string) => ({
  object: "contact",
  id: `record_${name}`,
  fields: { first_name: name, last_name: "Lovelace" },
  version: 1,
  deleted: false,
});

const exampleTrial = (more: Partial<MappingTrial> = {}): MappingTrial => ({
  state: "tried",
  asked: { connection: "salesforce", object: "contact", field: "region", remote: "Region__c", behaviour: "fill" },
  settings: {
    remote: { salesforce: "Region__c", hubspot: null, pipedrive: null },
    direction: "both",
    behaviour: "fill",
    default: null,
    type: null,
    references: null,
  },
  remote: {
    name: "Region__c",
    label: "Region",
    type: "string",
    length: 40,
    required: false,
    creatable: true,
    updatable: true,
    unique: false,
    options: null,
    references: [],
  },
  findings: [],
  rows: [
    {
      record: record("Ada"),
      externalId: "003A",
      here: side({ after: "North", changes: true }),
      there: side({ before: "North", after: "North" }),
    },
    { record: record("Bob"), externalId: null, here: side(), there: side({ after: "South", changes: true }) },
  ],
  sum: { records: 2, changeHere: 1, changeThere: 1, lossy: 0, refused: [] },
  why: null,
  ...more,
});

const tooLong = { reason: "DATA_TOO_LONG", detail: "region: 52 characters, and the CRM's field takes 40." } as const;

export function mapExamples({ names, grow, pick }: Scale): readonly Card[] {
  const listed = (views: readonly MappingView[], object?: string) =>
    mapCard(grow({ views, object, names, now: NOW }), buttons());
  const tried = (trial: MappingTrial) =>
    triedCard(grow({ trial, names, now: NOW, again: { try: true, rest: [["region", "Region__c"]] } }), buttons());
  const rows = Array.from({ length: 20 }, (_, at) => ({
    record: record(at === 0 ? NASTY : `N${at}`),
    externalId: `003${at}`,
    here: side({ before: NASTY, after: "x".repeat(90), changes: true, loss: "Cut." }),
    there: side({ refused: tooLong }),
  }));
  const refused = [{ side: "there", reason: "DATA_TOO_LONG", records: 20 }] as const;
  const many = { rows, sum: { records: 20, changeHere: 20, changeThere: 0, lossy: 20, refused } };
  const few = { rows: rows.slice(0, 1), sum: { ...many.sum, records: 1, refused: [{ ...refused[0], records: 1 }] } };
  const blank = { rows: [], sum: { records: 0, changeHere: 0, changeThere: 0, lossy: 0, refused: [] } };
  const signedOut = { reason: null, detail: "Nobody is signed in there." };
  const lines = Array.from({ length: 40 }, (_, at) => ({ ...gone, field: `f${at}` }));
  return [
    listed([view()], "contact"),
    listed([view({ lines: pick([...view().lines, gone], lines) })], "contact"),
    listed([view(), view({ connection: "hubspot" })]),
    listed([view({ lines: [gone] }), view({ object: "deal" })]),
    listed([view({ why: signedOut, unmapped: 0 })], "contact"),
    listed([view({ why: signedOut, unmapped: 0 })]),
    listed([]),
    mapUsageCard(null),
    tried(exampleTrial()),
    tried(exampleTrial(pick<Partial<MappingTrial>>(few, many))),
    tried(exampleTrial(blank)),
    tried(exampleTrial({ ...blank, state: "stopped", remote: null, findings: gone.wrong })),
    tried(exampleTrial({ ...blank, state: "untold", why: signedOut })),
    tried(exampleTrial({ ...blank, state: "absent", settings: null, remote: null })),
  ];
}
