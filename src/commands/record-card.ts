import type { Card, Fact, Line, Section, Span, Table, Tone } from "../../bots/card.ts";
import { cut } from "../../bots/text.ts";
import { type LinkView, type OutcomeRow, type RecordView, reason, type Value } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { capital, duration, listed, type Names, number } from "./words.ts";

type State = RecordView["state"];

/** The words and marks of a record's states on one link, and of their roll-up. */
export const STATES: Readonly<Record<State, { readonly word: string; readonly tone: Tone }>> = {
  synced: { word: "synced", tone: "good" },
  partly_synced: { word: "partly synced", tone: "warning" },
  failed: { word: "failed", tone: "critical" },
  skipped: { word: "skipped", tone: "info" },
  pending: { word: "waiting to be sent", tone: "working" },
  unsure: { word: "being checked: an answer was lost", tone: "working" },
  conflict: { word: "changed on both sides", tone: "warning" },
  linked: { word: "linked", tone: "info" },
};

const FIELDS = 20;

export interface PanelInput {
  readonly view: RecordView;
  /** By connection and external id, as `key` makes it. */
  readonly urls: ReadonlyMap<string, string | null>;
  readonly names: Names;
  readonly now: number;
}

export const urlKey = (connection: string, externalId: string) => `${connection} ${externalId}`;

/** Everything about one record. It holds values: it is only ever shown to the person who asked. */
export function recordCard({ view, urls, names, now }: PanelInput, buttons: Buttons): Card {
  const { object, record, state, links, outcomes } = view;
  const { word, tone } = STATES[state];
  const stranger = record === null;
  return {
    kind: "record",
    state: stranger ? "only_in_crm" : state,
    tone,
    headline: stranger
      ? `${capital(object)}: only the CRM knows it`
      : `${capital(object)} ${cut(titleOf(view), 80)}: ${links.length === 0 && state === "linked" ? "not linked to any CRM" : word}`,
    lines: summary(view, names),
    facts: identity(view),
    sections: [
      ...links.map((link) => linkSection(link, { view, urls, names, now })),
      ...outcomes.map((one) => outcomeSection(one, urls, names)),
    ],
    tables: differences(links, record?.fields ?? {}, names),
    actions: [resyncButton(view, buttons)],
    footer: ["As of ", { at: now }, ". Only you see this."],
  };
}

function titleOf({ record }: RecordView): string {
  const fields = record?.fields ?? {};
  const full = [fields.first_name, fields.last_name]
    .filter((part) => typeof part === "string" && part !== "")
    .join(" ");
  const title = fields.name ?? (full === "" ? fields.email : full);
  return typeof title === "string" && title !== "" ? `“${title}”` : (record?.id ?? "");
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

function identity({ record }: RecordView): readonly Fact[] {
  return record === null ? [] : [{ label: "Our id", value: [{ code: record.id }] }];
}

function linkSection(link: LinkView, { view, urls, names, now }: PanelInput): Section {
  const { word, tone } = STATES[link.state];
  const gone = link.deletedInCrm ? ", deleted in the CRM" : "";
  const fields = Object.keys(view.record?.fields ?? {});
  const same = Object.keys(link.seen).filter((field) => fields.includes(field) && !link.differing.includes(field));
  return {
    heading: `${names(link.connection)}: ${word}${gone}`,
    tone: link.deletedInCrm ? "critical" : tone,
    facts: [
      { label: "There", value: [idSpan(link.externalId, urls.get(urlKey(link.connection, link.externalId)) ?? null)] },
      {
        label: "Last synced",
        value:
          link.syncedAt === null
            ? "never"
            : [{ at: link.syncedAt }, ` (${duration(Math.max(0, now - link.syncedAt))} ago)`],
      },
      { label: "The same on both sides", value: same.length === 0 ? "no field" : listed(same) },
      { label: "Differing", value: link.differing.length === 0 ? "no field" : listed(link.differing) },
    ],
  };
}

function outcomeSection(one: OutcomeRow, urls: PanelInput["urls"], names: Names): Section {
  const { title, says, todo } = reason(one.reason);
  const way = one.direction === "inbound" ? "from" : "to";
  const where =
    one.direction === "inbound"
      ? [" Record ", idSpan(one.subject, urls.get(urlKey(one.connection, one.subject)) ?? null), "."]
      : [];
  return {
    heading: `${title}: ${one.outcome} on the way ${way} ${names(one.connection)}`,
    tone: one.outcome === "failed" ? "critical" : one.outcome === "skipped" ? "info" : "working",
    lines: [
      [{ code: one.reason }, ` ${says} ${todo}`, ...where],
      ...(one.detail === ""
        ? []
        : [
            `${one.code === null && one.status === null ? "In detail" : "In the CRM's words"}: ${cut(one.detail, 300)}`,
          ]),
      [
        `${one.field === null ? "" : `Field ${one.field}. `}${one.attempts > 1 ? `${number(one.attempts)} attempts since ` : "Since "}`,
        { at: one.firstAt },
        ".",
      ],
    ],
  };
}

function idSpan(id: string, url: string | null): Span {
  return url === null ? { code: id } : { link: url, text: id };
}

/** Sent against what the CRM holds, as it was seen last. */
function differences(
  links: readonly LinkView[],
  ours: Readonly<Record<string, Value>>,
  names: Names,
): readonly Table[] {
  return links.flatMap((link) => {
    if (link.differing.length === 0) return [];
    const rows = link.differing.slice(0, FIELDS).map((field) => [field, shown(ours[field]), shown(link.seen[field])]);
    const more = link.differing.length - rows.length;
    return [
      {
        caption: `What differs at ${names(link.connection)}${more > 0 ? ` (and ${number(more)} more)` : ""}`,
        columns: ["Field", "Here", "In the CRM"],
        rows,
      },
    ];
  });
}

function shown(value: Value | undefined): string {
  if (value === undefined || value === null || value === "") return "(empty)";
  return String(value);
}

function resyncButton({ object, record, outcomes }: RecordView, buttons: Buttons) {
  const id = record?.id ?? outcomes[0]?.subject ?? "";
  return buttons.button({ label: "Resync", verb: "resync", args: { object, id }, style: "primary" });
}

export function severalCard(
  views: readonly RecordView[],
  text: string,
  more: boolean,
  verbName: string,
  buttons: Buttons,
): Card {
  return {
    kind: "record",
    state: "choose",
    tone: "info",
    headline: `${more ? "More than " : ""}${number(views.length)} records match`,
    lines: [["Looked for ", { code: text }, ". Choose one:"]],
    actions: views.map((view) => {
      const id = view.record?.id ?? view.outcomes[0]?.subject ?? "";
      const label = cut(`${capital(view.object)} ${titleOf(view) || id}`, 50);
      return buttons.button({ label, verb: verbName, args: { object: view.object, id } });
    }),
    footer: "Only you see this.",
  };
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
        { code: cut(text, 200) },
        " as our id, as the id or the address of a record in a CRM, and as an e-mail address.",
      ],
      near === null
        ? "If it is new in the CRM, it is known after the next poll."
        : ["Did you mean ", { code: near }, "?"],
    ],
  };
}
