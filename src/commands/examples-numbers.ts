import type { Card } from "../../bots/card.ts";
import type { CountsView, PreflightGroup, PreflightView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { countsCard } from "./counts-card.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { preflightCard } from "./preflight-card.ts";

const buttons = () => fixedButtons("example");

const exampleGroup = (more: Partial<PreflightGroup> = {}): PreflightGroup => ({
  reason: "DATA_PICKLIST_INVALID",
  field: "LeadSource",
  ours: "lead_source",
  records: 150,
  detail: "Lead Source holds a value that its picklist does not offer.",
  mend: "Lead Source takes Web, Referral, Event and 5 more.",
  examples: ["record_1", "record_2", "record_3", "record_4"],
  ...more,
});

const threeGroups: readonly PreflightGroup[] = [
  exampleGroup(),
  exampleGroup({
    reason: "DATA_REQUIRED_MISSING",
    field: "LastName",
    ours: "last_name",
    records: 30,
    detail: NASTY,
    mend: null,
  }),
  exampleGroup({
    reason: "DATA_TOO_LONG",
    field: "Phone",
    ours: null,
    records: 4,
    detail: "Phone has 52 characters; 40 are allowed.",
    mend: "Shorten Phone to 40 characters.",
  }),
];

export const examplePreflight = (more: Partial<PreflightView> = {}): PreflightView => ({
  connection: "salesforce",
  object: "contact",
  checked: 9_120,
  wouldFail: 184,
  same: 0,
  leftOut: 0,
  groups: threeGroups,
  remarks: [],
  unknown: false,
  ...more,
});

export const exampleCounts = (more: Partial<CountsView> = {}): CountsView => ({
  connection: "salesforce",
  object: "contact",
  identity: { name: "Meadow Works", sandbox: false },
  sum: {
    inCrm: 5_012,
    lines: [
      { term: "ours", records: 4_700 },
      { term: "filtered", records: 250 },
      { term: "noPermission", records: 0 },
      { term: "archived", records: 0 },
      { term: "merged", records: 0 },
      { term: "pending", records: 2 },
      { term: "failed", records: 60 },
      { term: "unseen", records: 0 },
      { term: "gone", records: 0 },
    ],
    open: 0,
  },
  toldAt: NOW,
  silent: false,
  comes: false,
  ours: { connection: "salesforce", object: "contact", toSend: 3, refused: 2, leftOut: 0, deletedThere: 0 },
  compared: { startedAt: NOW - 86_400_000, endedAt: NOW - 3_600_000, compared: 4_952, differed: 0, calls: 4 },
  ...more,
});

/** Every line that can stand beside the others, with a rest that nobody has looked into. */
const openSum: CountsView["sum"] = {
  inCrm: 5_060,
  lines: exampleCounts().sum.lines.map(({ term, records }) => ({
    term,
    records: term === "gone" ? 0 : records || 12,
  })),
  open: 12,
};

const goneSum: CountsView["sum"] = {
  inCrm: 97,
  lines: [
    { term: "ours", records: 100 },
    { term: "gone", records: 3 },
  ],
  open: 3,
};

export function numberExamples({ names, grow, pick }: Scale): readonly Card[] {
  const preflight = (views: readonly PreflightView[], object?: string) =>
    preflightCard(grow({ views, object, names, now: NOW }), buttons());
  const counts = (views: readonly CountsView[]) => countsCard(grow({ views, names, now: NOW }), buttons());
  const many = ["account", "contact", "deal", "lead"].flatMap((object) =>
    ["salesforce", "hubspot"].map((connection) =>
      examplePreflight({
        connection,
        object,
        groups: [...threeGroups, exampleGroup({ field: NASTY, ours: null })],
        same: 12,
      }),
    ),
  );
  const fine = { wouldFail: 0, groups: [] } as const;
  const open = [
    exampleCounts({ sum: openSum, compared: null, identity: { name: NASTY, sandbox: true } }),
    ...["account", "deal", "lead"].map((object) => exampleCounts({ object, comes: object === "lead" })),
    ...["account", "contact", "deal"].map((object) => exampleCounts({ connection: "hubspot", object })),
  ];
  return [
    pick(preflight([examplePreflight()], "contact"), preflight(many)),
    preflight([examplePreflight({ ...fine, same: 1, leftOut: 3 })], "contact"),
    preflight([examplePreflight({ ...fine, checked: 0 })]),
    preflight([examplePreflight({ ...fine, checked: 0, unknown: true })]),
    counts([exampleCounts()]),
    counts(pick([exampleCounts({ sum: goneSum })], open)),
    counts([exampleCounts({ silent: true, toldAt: NOW - 600_000, identity: null })]),
    counts([]),
  ];
}
