import type { Card, CardAction, Line } from "../../bots/card.ts";
import type { FieldWriter, RecordView, RepairView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { fieldTables } from "./record-fields.ts";
import { linkSection, outcomeSection, STATES, unlinkedSection, urlKey } from "./record-sections.ts";
import { titleOf } from "./record-title.ts";
import { conflictSections, writersFact } from "./record-writers.ts";
import { capital, listed, type Names } from "./words.ts";

export interface PanelInput {
  readonly view: RecordView;
  /** By connection and external id, as `urlKey` makes it. */
  readonly urls: ReadonlyMap<string, string | null>;
  readonly names: Names;
  readonly now: number;
  /** Who wrote each field last; absent = nobody looked. */
  readonly writers?: readonly FieldWriter[];
  /** What can be done about what stands wrong; what is not here has a button that looks. */
  readonly repairs?: readonly RepairView[];
}

/** Everything about one record (C1 to C12). It holds values: it is only ever shown to the person who asked. */
export function recordCard({ view, urls, names, now, writers = [], repairs = [] }: PanelInput, buttons: Buttons): Card {
  const { object, record, state, links, unlinked, outcomes } = view;
  const { word, tone } = STATES[state];
  const stranger = record === null;
  const known = links.length + unlinked.length > 0;
  return {
    kind: "record",
    state: stranger ? "only_in_crm" : state,
    tone,
    headline: stranger
      ? `${capital(object)}: only the CRM knows it`
      : `${capital(object)} ${titleOf(view)}: ${known || state !== "linked" ? word : "not linked to any CRM"}`,
    lines: summary(view, names),
    facts: stranger ? [] : [{ label: "Our id", value: [{ code: record.id }] }, ...writersFact(writers, names, now)],
    sections: [
      ...conflictSections(view.conflicts ?? [], names, now, buttons),
      ...links.map((link) => linkSection(link, { view, urls, names, now })),
      ...unlinked.map((one) => unlinkedSection(one, names)),
      ...outcomes.map((one) => outcomeSection(one, { urls, names, repairs }, buttons)),
    ],
    tables: fieldTables(links, names),
    actions: actions(view, urls, names, buttons),
    footer: ["As of ", { at: now }, ". Only you see this."],
  };
}

function summary({ record, links, outcomes }: RecordView, names: Names): readonly Line[] {
  if (record === null)
    return ["It was read, and then left out; see below why. There is no record of it in the workspace."];
  const gone = links.filter((link) => link.deletedInCrm);
  return [
    ...(record.deleted ? ["It is deleted in the workspace."] : []),
    ...(gone.length > 0 ? [`It was deleted in the CRM: ${listed(gone.map((link) => names(link.connection)))}.`] : []),
    ...(links.length === 0 && outcomes.length === 0
      ? ["No CRM holds it as far as we know, so there is nothing to compare."]
      : []),
  ];
}

/** Resync, History, and the record's page in each CRM where its address is known. */
function actions(
  { object, record, links, outcomes }: RecordView,
  urls: PanelInput["urls"],
  names: Names,
  buttons: Buttons,
): readonly CardAction[] {
  const id = record?.id ?? outcomes[0]?.subject ?? "";
  const places = [
    ...links.map(({ connection, externalId }) => ({ connection, externalId })),
    ...(record === null ? outcomes.map(({ connection, subject }) => ({ connection, externalId: subject })) : []),
  ];
  const open = places.flatMap(({ connection, externalId }, at): CardAction[] => {
    const url = urls.get(urlKey(connection, externalId)) ?? null;
    return url === null ? [] : [{ type: "link", id: `open-${at}`, label: `Open in ${names(connection)}`, url }];
  });
  return [
    buttons.button({ label: "Resync", verb: "resync", args: { object, id }, style: "primary" }),
    buttons.button({ label: "History", verb: "history", args: { object, id } }),
    ...open.slice(0, 4),
  ];
}
