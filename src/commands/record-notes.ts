import type { Card } from "../../bots/card.ts";
import type { RecordView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { titleOf } from "./record-title.ts";
import { capital, foreign, number } from "./words.ts";

/** Several records match: one button each. */
export function severalCard(
  views: readonly RecordView[],
  text: string,
  more: boolean,
  verbName: string,
  buttons: Buttons,
  also: Readonly<Record<string, string>> = {},
): Card {
  return {
    kind: "record",
    state: "choose",
    tone: "info",
    headline: `${more ? "More than " : ""}${number(views.length)} records match`,
    lines: [["Looked for ", { code: foreign(text) }, ". Choose one:"]],
    actions: labelled(views).map(({ view, id, label }) =>
      buttons.button({ label, verb: verbName, args: { object: view.object, id, ...also } }),
    ),
    footer: "Only you see this.",
  };
}

/** A label for each; those that are called alike are told apart by the end of their ids. */
export function labelled(views: readonly RecordView[]) {
  const all = views.map((view) => {
    const id = view.record?.id ?? view.outcomes[0]?.subject ?? "";
    return { view, id, label: foreign(`${capital(view.object)} ${titleOf(view) || id}`, 50) };
  });
  const alike = (label: string) => all.filter((one) => one.label === label).length > 1;
  return all.map((one) =>
    alike(one.label) ? { ...one, label: `${one.label} (${foreign(one.id.slice(-12), 12)})` } : one,
  );
}

export function notFoundCard(text: string, near: string | null): Card {
  return {
    kind: "record",
    state: "not_found",
    tone: "warning",
    headline: "No such record",
    lines: [
      [
        "Looked for ",
        { code: foreign(text) },
        " as our id, as the id or the address of a record in a CRM, and as an e-mail address.",
      ],
      near === null
        ? "If it is new in the CRM, it is known after the next poll."
        : ["Did you mean ", { code: near }, "?"],
    ],
  };
}
