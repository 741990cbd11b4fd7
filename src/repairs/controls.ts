import type { Confirm } from "../../bots/card.ts";
import type { Choice, Offer, RepairAnswer, RepairView } from "../../engine/index.ts";
import { foreign } from "../commands/words.ts";
import { againLabel } from "./best.ts";
import type { Asked } from "./scope.ts";

/** As many options as a list takes on both chats; what is longer is looked for in a form. */
export const MOST_OPTIONS = 100;
/** Of the characters that Slack takes in one message, so many are for one list. */
const LIST_CHARS = 5_000;

/** One way to answer, before a platform or a place shapes it. */
export type Control =
  /** Nothing more is to be said. */
  | {
      readonly as: "answer";
      readonly label: string;
      readonly answer: RepairAnswer;
      readonly keeps: boolean;
      readonly confirm?: Confirm;
    }
  /** One of these completes it. */
  | {
      readonly as: "pick";
      readonly label: string;
      readonly asked: Asked;
      readonly keeps: boolean;
      readonly options: readonly Choice[];
    }
  /** Asked for in a dialog. */
  | { readonly as: "form"; readonly label: string; readonly asks: "fill" | Asked }
  /** Each record has an answer of its own. */
  | { readonly as: "each"; readonly label: string; readonly cause: string }
  | { readonly as: "link"; readonly label: string; readonly url: string };

/** A field that was changed on both sides. */
export type Side = Extract<Offer, { kind: "side" }>;

/** `hidden` = nobody may see a record's values there: what names one is asked for in a dialog instead. */
export function controlsOf(view: RepairView, hidden: boolean): readonly Control[] {
  return view.offers.flatMap((offer) => controlOf(offer, view, hidden));
}

export function sidesOf({ offers }: RepairView): readonly Side[] {
  return offers.filter((offer) => offer.kind === "side");
}

function controlOf(offer: Offer, view: RepairView, hidden: boolean): readonly Control[] {
  const { cause } = view;
  const one = cause.records === 1;
  switch (offer.kind) {
    case "pick":
      return [picking(`Pick a value for ${foreign(view.label ?? offer.field, 40)}`, offer, offer.keeps !== null)];
    case "owner":
      return [picking("Pick an owner", { ...offer, suggested: null }, true)];
    case "fill":
      return offer.fields.length === 0 ? [] : [{ as: "form", label: fillLabel(offer, view), asks: "fill" }];
    case "cut":
      return [simple("Shorten…", { kind: "cut", field: offer.field, keep: false }, true)];
    case "link":
      return linkControls(offer, hidden);
    case "save_anyway":
      return [simple("Save anyway", { kind: "save_anyway" })];
    case "match":
      return [matching(offer, hidden)];
    case "each":
      return [{ as: "each", label: "One by one…", cause: cause.id }];
    case "remap":
      return offer.candidates.length === 0
        ? []
        : [
            picking(
              `Map ${foreign(offer.field, 40)} to`,
              { ...offer, options: offer.candidates, suggested: null },
              false,
            ),
          ];
    case "unmap":
      return [simple(`Stop sending ${foreign(offer.field, 40)}`, { kind: "unmap", field: offer.field })];
    case "parent":
      return [simple(`Sync its ${offer.object} first`, { kind: "parent" })];
    case "unlink":
      return [simple("Unlink", { kind: "unlink" }, false, one ? UNLINK : undefined)];
    case "recreate":
      return [simple("Create anew", { kind: "recreate" }, false, one ? RECREATE : undefined)];
    case "include":
      return [simple(one ? "Include it once" : "Include them once", { kind: "include" })];
    case "create":
      return [simple(one ? "Create it once" : "Create them once", { kind: "create" })];
    case "right":
      return offer.url === null ? [] : [{ as: "link", label: "Open where it is set", url: offer.url }];
    case "exclude":
      return [
        simple(hidden ? "Leave such records out" : `Leave out “${foreign(offer.value, 30)}”`, {
          kind: "exclude",
          field: offer.field,
          value: offer.value,
        }),
      ];
    case "again":
      return [simple(againLabel(cause.reason, cause.direction), { kind: "again" })];
    case "side":
      return [];
  }
}

function simple(label: string, answer: RepairAnswer, keeps = false, confirm?: Confirm): Control {
  return { as: "answer", label, answer, keeps, ...(confirm ? { confirm } : {}) };
}

const UNLINK: Confirm = {
  title: "Unlink this record?",
  text: "The record stays here and is no longer synced with that of the CRM. Nothing is deleted.",
  ok: "Unlink",
};
const RECREATE: Confirm = {
  title: "Create it anew in the CRM?",
  text: "A new record is made in the CRM from what stands here. Look in the recycle bin first: what is restored there keeps its history.",
  ok: "Create anew",
};

type Picking = { readonly options: readonly Choice[]; readonly suggested: string | null } & (
  | { readonly kind: "pick" | "owner"; readonly field: string }
  | { readonly kind: "remap"; readonly field: string }
);

function picking(label: string, { kind, field, options, suggested }: Picking, keeps: boolean): Control {
  const asked: Asked = { kind, field };
  if (isLong(options)) return { as: "form", label: `${label}…`, asks: asked };
  const best = options.filter((one) => one.value === suggested);
  return { as: "pick", label, asked, keeps, options: [...best, ...options.filter((one) => one.value !== suggested)] };
}

/** More than a list takes, or than is left of a message beside everything else. */
function isLong(options: readonly Choice[]): boolean {
  const written = options.reduce(
    (sum, { value, label }) => sum + Math.min(75, value.length) + Math.min(75, label.length),
    0,
  );
  return options.length > MOST_OPTIONS || written > LIST_CHARS;
}

/** What a candidate is called are a record's values: where nobody may see them it is picked in a dialog. */
function matching({ side, candidates }: Extract<Offer, { kind: "match" }>, hidden: boolean): Control {
  const asked: Asked = { kind: "match", side };
  const options = candidates.map(({ id, name }) => ({ value: id, label: candidateLabel(id, name) }));
  if (hidden || options.length === 0 || isLong(options)) return { as: "form", label: "Pick the match…", asks: asked };
  return { as: "pick", label: "Pick the match", asked, keeps: false, options };
}

export function candidateLabel(id: string, name: string): string {
  return name === "" || name === id ? foreign(id, 60) : `${foreign(name, 40)} (${foreign(id, 25)})`;
}

function linkControls(offer: Extract<Offer, { kind: "link" }>, hidden: boolean): readonly Control[] {
  const { externalId, name, url, each } = offer;
  const shown = hidden || name === null ? foreign(externalId, 18) : foreign(name, 30);
  const label = each ? "Link each to its own" : `Link to ${shown}`;
  return [
    simple(label, { kind: "link", externalId: each ? null : externalId }),
    ...(url === null || hidden ? [] : [{ as: "link" as const, label: "Open the one that is there", url }]),
  ];
}

function fillLabel({ fields }: Extract<Offer, { kind: "fill" }>, { cause }: RepairView): string {
  const verb =
    cause.reason === "DATA_REQUIRED_MISSING" || cause.reason === "SKIP_NO_IDENTIFIER" ? "Fill in" : "Correct";
  const [first, second] = fields;
  return first && !second ? `${verb} ${foreign(first.label, 40)}…` : `${verb}…`;
}
