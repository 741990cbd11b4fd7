import type { CardAction, Section, Span, Tone } from "../../bots/card.ts";
import {
  type LinkView,
  type OneRecord,
  type OutcomeRow,
  type RecordView,
  type RepairView,
  reason,
} from "../../engine/index.ts";
import { controlsOf } from "../repairs/controls.ts";
import { drawControls } from "../repairs/draw.ts";
import { fixRecord } from "../repairs/fix-buttons.ts";
import type { Buttons } from "./buttons.ts";
import { duration, foreign, type Names, number } from "./words.ts";

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
  unlinked: { word: "unlinked: nothing goes there any more", tone: "info" },
};

/** Buttons of one section. */
const MOST = 3;

/** The key under which the address of a record's page in a CRM is found. */
export const urlKey = (connection: string, externalId: string) => `${connection} ${externalId}`;

interface Around {
  readonly view: RecordView;
  readonly urls: ReadonlyMap<string, string | null>;
  readonly names: Names;
  readonly now: number;
}

/** How the record stands on one link, with the reason in short (C6). */
export function linkSection(link: LinkView, { view, urls, names, now }: Around): Section {
  const { word, tone } = STATES[link.state];
  const gone = link.deletedInCrm ? ", deleted in the CRM" : "";
  const count = (state: LinkView["fields"][number]["state"]) =>
    link.fields.filter((each) => each.state === state).length;
  const [why] = view.outcomes.filter(
    (one) => one.connection === link.connection && (one.direction === "outbound" || one.subject === link.externalId),
  );
  const url = urls.get(urlKey(link.connection, link.externalId)) ?? null;
  const parts = [
    `${number(count("same"))} the same`,
    `${number(count("differs"))} differing`,
    ...(count("unseen") > 0 ? [`${number(count("unseen"))} never sent`] : []),
    ...(count("not_mapped") > 0 ? [`${number(count("not_mapped"))} not mapped`] : []),
  ];
  return {
    heading: `${names(link.connection)}: ${word}${gone}`,
    tone: link.deletedInCrm ? "critical" : tone,
    facts: [
      { label: "There", value: [idSpan(link.externalId, url)] },
      {
        label: "Last synced",
        value:
          link.syncedAt === null
            ? "never"
            : [{ at: link.syncedAt }, ` (${duration(Math.max(0, now - link.syncedAt))} ago)`],
      },
      {
        label: "Fields",
        value:
          link.state === "linked" && link.sentAt === null && link.fields.length === 0
            ? "no detail is known"
            : parts.join(", "),
      },
      ...(why ? [{ label: "Why", value: `${reason(why.reason).title} (${why.reason})` }] : []),
    ],
  };
}

export function unlinkedSection({ connection, state }: RecordView["unlinked"][number], names: Names): Section {
  const { word, tone } = STATES[state];
  return { heading: `${names(connection)}: ${word}`, tone, lines: ["It is not linked there yet."] };
}

/** What stands wrong, in our words and in the CRM's (C9). */
export function outcomeSection(
  one: OutcomeRow,
  { urls, names, repairs = [] }: Pick<Around, "urls" | "names"> & { readonly repairs?: readonly RepairView[] },
  buttons: Buttons,
): Section {
  const { title, says, todo } = reason(one.reason);
  const way = one.direction === "inbound" ? "from" : "to";
  const url = urls.get(urlKey(one.connection, one.subject)) ?? null;
  const where = one.direction === "inbound" ? [" Record ", idSpan(one.subject, url), "."] : [];
  const source = one.code === null && one.status === null ? "In detail" : "In the CRM's words";
  return {
    heading: `${title}: ${one.outcome} on the way ${way} ${names(one.connection)}`,
    tone: one.outcome === "failed" ? "critical" : one.outcome === "skipped" ? "info" : "working",
    lines: [
      [{ code: one.reason }, ` ${says} ${todo}`, ...where],
      ...(one.detail === "" ? [] : [`${source}: ${foreign(one.detail, 300)}`]),
      [
        `${one.field === null ? "" : `Field ${foreign(one.field, 80)}. `}${one.attempts > 1 ? `${number(one.attempts)} attempts since ` : "Since "}`,
        { at: one.firstAt },
        ".",
      ],
    ],
    actions: mendingActions(one, repairs, buttons),
  };
}

/** What can be done about it, or the button that looks. Fields that were changed on both sides have their own. */
function mendingActions(one: OutcomeRow, repairs: readonly RepairView[], buttons: Buttons): readonly CardAction[] {
  const view = repairs.find(({ scope }) => !("cause" in scope) && isAbout(scope, one));
  if (!view) return [fixRecord(one, buttons)];
  const at = { scope: view.scope, mark: view.mark, place: "beside" as const };
  return drawControls(controlsOf(view, false), at, MOST, buttons);
}

function isAbout(scope: OneRecord, one: OutcomeRow): boolean {
  return (["connection", "object", "direction", "subject"] as const).every((key) => scope[key] === one[key]);
}

function idSpan(id: string, url: string | null): Span {
  const text = foreign(id, 60);
  return url === null ? { code: text } : { link: url, text };
}
