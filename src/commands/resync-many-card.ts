import type { Card, Line } from "../../bots/card.ts";
import type { Price } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { connectionWords, estimate, priceWords, tooDear } from "./resync-card.ts";
import { capital, counted, foreign, type Names, number } from "./words.ts";

const TOLD = 10;

export interface ManyInput {
  /** "contacts where city is Berlin", with the words of whoever asks. */
  readonly what: string;
  readonly records: number;
  /** As many as there are: one resync takes no more than so many. */
  readonly all: number;
  readonly price: Price;
  readonly missing: readonly string[];
  readonly unclear: readonly string[];
  readonly held: readonly Line[];
  readonly names: Names;
  readonly yes: { readonly args: Readonly<Record<string, unknown>>; readonly owner: string; readonly until: number };
}

/** C13, C14: which records, what they cost of the CRMs' calls, how long it takes, and where. */
export function confirmMany(input: ManyInput, buttons: Buttons): Card {
  const { what, records, all, price, held, names, yes } = input;
  const time = estimate(records, price.aboutMs);
  return {
    kind: "resync",
    state: "confirm_named",
    tone: "info",
    headline: `Resync ${counted(records, "record")}?`,
    lines: [
      `${capital(foreign(what, 400))}: ${counted(all, "record")}. It takes ${time}, within the CRM's limits, and other work goes on.`,
      "Each record is read in the CRM again and sent again where it differs. Doing it twice does no harm.",
      ...(all > records ? [`One resync takes ${number(records)} of them: ask again for the others.`] : []),
      ...left(input),
      ...tooDear(price),
      ...held,
    ],
    facts: [
      { label: "Records", value: number(records) },
      { label: "Price", value: priceWords(price) },
      { label: "Time", value: time },
      { label: "Connection", value: connectionWords(price, names) ?? "none: nothing of it is synced anywhere" },
    ],
    actions: [
      buttons.button({
        label: `Resync ${number(records)}`,
        verb: "resync-these",
        args: yes.args,
        style: "primary",
        once: true,
        owner: yes.owner,
        expiresAt: yes.until,
      }),
    ],
    footer: ["This offer ends at ", { at: yes.until }, ". Only you see this."],
  };
}

/** What was named and is not among them, and why. */
function left({ missing, unclear }: Pick<ManyInput, "missing" | "unclear">): readonly Line[] {
  return [
    ...(missing.length > 0 ? [[`${counted(missing.length, "name")} not found: `, ...codes(missing), "."]] : []),
    ...(unclear.length > 0
      ? [
          [
            `${counted(unclear.length, "name")} that several records have: `,
            ...codes(unclear),
            ". Say their ids instead; ",
            { code: "record NAME" },
            " shows them.",
          ],
        ]
      : []),
  ];
}

function codes(names: readonly string[]) {
  const shown = names.slice(0, TOLD).flatMap((name, at) => [at === 0 ? "" : ", ", { code: foreign(name, 60) }]);
  return names.length > TOLD ? [...shown, ` and ${number(names.length - TOLD)} more`] : shown;
}

export function noneFound({
  missing,
  unclear,
  near,
}: Pick<ManyInput, "missing" | "unclear"> & { readonly near: string | null }): Card {
  return {
    kind: "resync",
    state: "none_found",
    tone: "warning",
    headline: "None of these records is known for certain",
    lines: [
      ...left({ missing, unclear }),
      near === null
        ? "If they are new in the CRM, they are known after the next poll. Nothing was begun."
        : ["Did you mean ", { code: near }, "? Nothing was begun."],
    ],
  };
}

export function noneHold(what: string): Card {
  return {
    kind: "resync",
    state: "none_hold",
    tone: "info",
    headline: "There is nothing to resync",
    lines: [`${capital(foreign(what, 400))}: there are none now.`],
  };
}

export function whereProblem(problem: string): Card {
  return {
    kind: "resync",
    state: "where_wrong",
    tone: "warning",
    headline: "Which records are meant?",
    lines: [
      foreign(problem, 500),
      [
        "Say it like this: ",
        { code: "resync contacts where city=Berlin" },
        " or ",
        { code: "resync deals where amount > 1000 and stage is Won" },
        ".",
      ],
      ["Comparisons are =, !=, >, >=, <, <=, contains, and ", { code: "is empty" }, "."],
    ],
  };
}
