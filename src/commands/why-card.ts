import type { Card, Line } from "../../bots/card.ts";
import type { RecordView, WhyField, WhyView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { titleOf } from "./record-title.ts";
import { placeOf, RULES_IN_SHORT, shown, stepLine } from "./why-words.ts";
import { capital, counted, duration, foreign, listed, type Names, number } from "./words.ts";

export interface WhyCardInput {
  readonly view: RecordView;
  readonly why: WhyView;
  readonly names: Names;
  readonly now: number;
}

const STEPS = 15;
const ROWS = 15;
const FIELDS = 30;
const OFFERED = 3;

/** Every writer of one field, newest first. It holds values: only whoever asks sees it. */
export function whyFieldCard({ view, why, names, now }: WhyCardInput, own: WhyField, buttons: Buttons): Card {
  const { object } = view;
  const id = view.record?.id ?? "";
  const more = own.steps.length - STEPS;
  const shares = own.remotes.map(({ connection, remote }) => `${names(connection)} (${foreign(remote, 60)})`);
  return {
    kind: "why",
    state: own.steps.length === 0 ? "nobody" : "field",
    tone: "info",
    headline: `${capital(foreign(own.field, 60))} of ${object} ${titleOf(view)}: ${own.steps.length === 0 ? "nobody wrote it" : counted(own.steps.length, "write")}`,
    lines: [
      ...(own.steps.length === 0 ? ["No write of it is known, and it is empty here."] : []),
      ...own.steps.slice(0, STEPS).map((step) => stepLine(step, names)),
      ...(more > 0 ? [`${number(more)} older ${more === 1 ? "write is" : "writes are"} not shown.`] : []),
      ...keptLine(why),
    ],
    facts: [
      { label: "Now", value: shown(own.value) },
      { label: "Shared with", value: shares.length === 0 ? "no CRM" : listed(shares) },
    ],
    actions: [
      buttons.button({ label: "All fields", verb: "why", args: { object, id } }),
      buttons.button({ label: "Back to the record", verb: "record", args: { object, id } }),
    ],
    footer: ["As of ", { at: now }, ". Only you see this."],
  };
}

/** What first pulls and plain deletes did is not kept change by change. */
function keptLine({ changes: { kept, of } }: WhyView): readonly Line[] {
  if (kept >= of) return [];
  return [
    `The values of ${number(kept)} of the record's ${counted(of, "change")} are kept: those of first syncs are not, nor what is older than 90 days.`,
  ];
}

/** One line for each field with its last writer and rule: the last written first. */
export function whyRecordCard({ view, why, names, now }: WhyCardInput, buttons: Buttons): Card {
  const { object } = view;
  const id = view.record?.id ?? "";
  const written = why.fields.flatMap((one) => {
    const last = one.steps.find((step) => step.what !== "sent");
    return last ? [{ ...one, last }] : [];
  });
  const sorted = written.toSorted((a, b) => (b.last.at ?? now) - (a.last.at ?? now));
  const rows = sorted
    .slice(0, FIELDS)
    .map(({ field, value, last }) => [
      foreign(field, 60),
      shown(value),
      `${placeOf(last, names)}${last.at === null ? "" : `, ${duration(Math.max(0, now - last.at))} ago`}`,
      RULES_IN_SHORT[last.rule],
    ]);
  const left = sorted.length - rows.length;
  const caption = left > 0 ? `Last written (+${number(left)} more)` : "Last written";
  const [first] = sorted;
  return {
    kind: "why",
    state: sorted.length === 0 ? "empty" : "record",
    tone: "info",
    headline: `${capital(object)} ${titleOf(view)}: who wrote it`,
    lines: [
      ...(sorted.length === 0 ? ["No write of any of its fields is known."] : []),
      ...keptLine(why),
      ...(first
        ? [[`Every writer of one field: `, { code: `why ${foreign(id, 60)} ${foreign(first.field, 60)}` }, "."]]
        : []),
    ],
    tables: Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, at) => ({
      caption: at === 0 ? caption : `${caption}, continued`,
      columns: ["Field", "Value", "Written", "Rule"],
      rows: rows.slice(at * ROWS, (at + 1) * ROWS),
    })),
    actions: [
      ...sorted
        .slice(0, OFFERED)
        .map(({ field }) =>
          buttons.button({ label: `Why ${foreign(field, 40)}`, verb: "why", args: { object, id, field } }),
        ),
      buttons.button({ label: "Back to the record", verb: "record", args: { object, id } }),
    ],
    footer: ["As of ", { at: now }, ". Only you see this."],
  };
}

export function whyNoField(field: string, view: RecordView, near: string | null): Card {
  return {
    kind: "why",
    state: "no_field",
    tone: "warning",
    headline: "No such field",
    lines: [
      [`${capital(view.object)} ${titleOf(view)} has no field `, { code: foreign(field, 60) }, "."],
      near === null
        ? ["Without a field all of them are shown: ", { code: `why ${foreign(view.record?.id ?? "", 60)}` }, "."]
        : ["Did you mean ", { code: foreign(near, 60) }, "?"],
    ],
  };
}
