import type { Choice, Cut, Offer, ReasonCode } from "../../engine/index.ts";
import { NASTY, type Scale } from "../commands/examples-scale.ts";

/** What can be done for each reason, as large as a scale says: what the engine offers, in its order. */
export function exampleOffers(code: ReasonCode, direction: "inbound" | "outbound", scale: Scale): readonly Offer[] {
  const { pick } = scale;
  const own = OFFERS[code];
  const offers = typeof own === "function" ? own(scale) : [];
  const right = code.startsWith("PERM_") ? [theRight(pick)] : [];
  return [
    ...offers,
    ...right,
    ...(direction === "inbound" && code === "REC_DELETED" ? [] : [{ kind: "again" } as const]),
  ];
}

type Pick = Scale["pick"];
type Make = (scale: Scale) => readonly Offer[];

const choices = (many: number, pick: Pick): readonly Choice[] =>
  Array.from({ length: many }, (_, at) => {
    const name = at === 0 ? "Financial Services" : `Industry ${at}`;
    return { value: pick(name, `${name} ${"x".repeat(80)}`), label: pick(name, `${name} ${NASTY}`) };
  });

const theRight = (pick: Pick): Offer => ({
  kind: "right",
  right: pick("Edit on the object Contact", `Edit on the object ${NASTY}`),
  where: "Setup, Permission Sets, Object Settings",
  url: pick(null, "https://meadow.my.salesforce.example/lightning/setup/PermSets/home"),
});

const options: Make = ({ pick }) => [
  {
    kind: "pick",
    field: "industry",
    options: choices(pick(3, 60), pick),
    suggested: pick("Financial Services", null),
    keeps: "translate",
  },
];
const longList: Make = ({ pick }) => [
  { kind: "pick", field: "industry", options: choices(240, pick), suggested: null, keeps: "translate" },
];
const exclude: Make = ({ pick }) => [{ kind: "exclude", field: "industry", value: pick("Fin Services", NASTY) }];

const asked = (field: string, label: string, required: boolean) =>
  ({ field, label, type: "string", required, length: 40, options: null, value: null }) as const;
const filling =
  (keeps: "default" | null): Make =>
  ({ pick }) => [
    {
      kind: "fill",
      fields: pick(
        [asked("last_name", "Last Name", true)],
        [
          asked("last_name", `Last Name ${NASTY}`, true),
          { ...asked("email", "Email", false), type: "email", value: NASTY },
          { ...asked("close_date", "Close Date", true), type: "date" },
          { ...asked("amount", "Amount", false), type: "currency", value: 1_284.5 },
          { ...asked("stage", "Stage", true), type: "picklist", options: choices(12, pick) },
          { ...asked("description", "Description", false), length: 32_000, value: NASTY.repeat(20) },
        ],
      ),
      keeps,
    },
  ];

export const exampleCuts = (pick: Pick): readonly Cut[] =>
  Array.from({ length: pick(1, 3) }, (_, at) => ({
    subject: `record_${at}`,
    before: `A title that is longer than the field ${NASTY.repeat(pick(0, 5))}`,
    after: "A title that is longer",
  }));

const parent: Make = ({ pick }) => [{ kind: "parent", object: "account", id: "record_9", name: pick(null, NASTY) }];
const owner: Make = ({ pick }) => [{ kind: "owner", field: "owner_id", options: choices(pick(2, 80), pick) }];
const link: Make = ({ pick }) => [
  {
    kind: "link",
    externalId: "003xx000004TmiQAAS",
    name: pick(null, NASTY),
    url: pick(null, "https://meadow.my.salesforce.example/003xx000004TmiQAAS"),
    each: pick(false, true),
  },
];
const match =
  (side: "here" | "there"): Make =>
  ({ pick }) => [
    {
      kind: "match",
      side,
      candidates: Array.from({ length: pick(2, 12) }, (_, at) => ({
        id: `003xx000004Tmi${at}`,
        name: pick(`Ann ${at}`, `${NASTY} ${at}`),
        url: null,
      })),
    },
  ];
const remap: Make = ({ pick }) => [
  { kind: "remap", field: "title", candidates: pick(choices(1, pick), choices(12, pick)) },
  { kind: "unmap", field: "title" },
];
const sides: Make = ({ pick }) =>
  pick(["title"], ["title", "phone", "email"]).map((field) => ({
    kind: "side" as const,
    field,
    here: pick("Buyer", NASTY),
    there: pick(null, NASTY),
    newer: "here" as const,
  }));
const gone: Make = () => [{ kind: "recreate" }, { kind: "unlink" }];
const include: Make = () => [{ kind: "include" }];

const several =
  (...makes: readonly Make[]): Make =>
  (scale) =>
    makes.flatMap((make) => make(scale));

const OFFERS: Partial<Record<ReasonCode, Make>> = {
  DATA_PICKLIST_INVALID: several(options, exclude),
  RULE_RECORD_TYPE: several(longList, exclude),
  DATA_REQUIRED_MISSING: filling("default"),
  DATA_TOO_LONG: several(
    ({ pick }) => [{ kind: "cut", field: "title", most: 40, shown: exampleCuts(pick) }],
    filling(null),
  ),
  DATA_FORMAT: filling(null),
  DATA_TIMESTAMP: filling(null),
  DATA_INTEGRITY: filling(null),
  RULE_VALIDATION: several(filling(null), exclude),
  SCHEMA_FIELD_MISSING: remap,
  SCHEMA_TYPE_CHANGED: filling(null),
  DUP_UNIQUE: several(link, filling(null)),
  DUP_RULE: several(link, () => [{ kind: "save_anyway" }], filling(null)),
  DUP_AMBIGUOUS: match("there"),
  REF_INVALID: several(parent, filling(null)),
  REF_NOT_SYNCED_YET: parent,
  REF_OWNER_INACTIVE: owner,
  REC_DELETED: gone,
  REC_ARCHIVED: gone,
  REC_CONVERTED: gone,
  REC_CHANGED: sides,
  SKIP_EXCLUDED: include,
  SKIP_RECORD_TYPE: include,
  SKIP_WRITE_MODE: () => [{ kind: "create" }],
  SKIP_NOT_LINKED: several(match("there"), () => [{ kind: "create" }]),
  // Many of them have an answer each.
  SKIP_CONFLICTING_ID: several(match("here"), ({ pick }) => pick([], [{ kind: "each" }])),
  SKIP_NO_ACCOUNT: parent,
  SKIP_NO_OPPORTUNITY: parent,
  SKIP_NO_CONTACT: parent,
  PERM_FIELD: () => [{ kind: "unmap", field: "title" }],
};
