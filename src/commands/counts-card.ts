import type { Card, Fact, Line, Section, Span } from "../../bots/card.ts";
import type { CountsView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { counted, foreign, listed, type Names, number, plural } from "./words.ts";

export interface CountsInput {
  readonly views: readonly CountsView[];
  readonly names: Names;
  readonly now: number;
}

type Term = CountsView["sum"]["lines"][number]["term"];

/** What a number is called, what it means, and what shows its records. */
const TERMS: Readonly<Record<Term, { readonly label: string; readonly says: string; readonly verb: string }>> = {
  ours: { label: "Ours", says: "linked with a record here", verb: "status" },
  filtered: { label: "Filtered", says: "left out by a rule", verb: "failures" },
  noPermission: { label: "No permission", says: "the connected user may not see them", verb: "failures" },
  archived: { label: "Archived", says: "set aside here or by the CRM, and counted there", verb: "failures" },
  merged: { label: "Merged away", says: "several there are one record here", verb: "record" },
  pending: { label: "Pending", says: "read again by themselves", verb: "failures" },
  failed: { label: "Failed", says: "need attention", verb: "failures" },
  unseen: { label: "Not seen yet", says: "in the CRM and not met yet", verb: "runs" },
  gone: { label: "Gone since", says: "we count them and the CRM does not, any more or yet", verb: "runs" },
};

export function countsCard({ views, names, now }: CountsInput, buttons: Buttons): Card {
  const open = views.reduce((sum, view) => sum + view.sum.open, 0);
  const silent = views.some((view) => view.silent);
  const state = views.length === 0 ? "empty" : open > 0 ? "open" : silent ? "silent" : "closed";
  return {
    kind: "counts",
    state,
    tone: state === "closed" ? "good" : state === "empty" ? "info" : "warning",
    headline:
      state === "empty"
        ? "Nothing is connected"
        : state === "open"
          ? `${counted(open, "record")} ${open === 1 ? "is" : "are"} not explained yet`
          : state === "silent"
            ? "A CRM does not tell its numbers now"
            : "Every record is accounted for",
    lines: [
      views.length === 0
        ? "No connection is configured. Add one to crmsync.yml."
        : "What each CRM counts, and where each record of it stands with us.",
    ],
    sections: views.map((view) => section(view, names, buttons)),
    footer: ["As of ", { at: now }, ". The comparison reads a little every hour, and mends what differs."],
  };
}

function section(view: CountsView, names: Names, buttons: Buttons): Section {
  const { connection, object, identity, sum } = view;
  const told = sum.inCrm === null ? "the CRM tells no number" : `${number(sum.inCrm)} in the CRM`;
  const account = identity ? `${foreign(identity.name, 60)}, ${identity.sandbox ? "a sandbox" : "production"}` : null;
  const troubled = sum.lines.some((line) => TERMS[line.term].verb === "failures" && line.records > 0);
  return {
    heading: `${names(connection)} ${plural(object)}: ${told}${sum.open > 0 ? `, ${number(sum.open)} not explained` : ""}`,
    tone: sum.open > 0 ? "warning" : view.silent ? "info" : "good",
    lines: [equation(view), ...(account === null ? [] : [`Connected to ${account}.`]), ...waits(view)],
    facts: [
      ...sum.lines.filter((line) => line.records > 0).map((line): Fact => fact(line, view)),
      { label: "Not in this CRM", value: alone(view) },
      { label: "Compared", value: comparedWords(view) },
    ],
    actions: troubled
      ? [buttons.button({ label: "Show what was left", verb: "failures", args: { connection, object } })]
      : [],
  };
}

/** "5,012 = 4,700 ours + 250 filtered + 62 failed". */
function equation({ sum }: CountsView): Line {
  const parts = sum.lines.filter((line) => line.records > 0 && line.term !== "gone");
  const plus = parts.map((line) => `${number(line.records)} ${TERMS[line.term].label.toLowerCase()}`).join(" + ");
  const gone = sum.lines.find((line) => line.term === "gone")?.records ?? 0;
  const total = sum.inCrm ?? sum.lines.reduce((all, line) => all + line.records, 0);
  return `${number(total)} = ${plus || "0"}${gone > 0 ? ` − ${number(gone)} gone since` : ""}`;
}

function fact({ term, records }: CountsView["sum"]["lines"][number], { connection, object }: CountsView): Fact {
  const { label, says, verb } = TERMS[term];
  const command =
    verb === "status" ? `status ${connection}` : verb === "record" ? verb : `${verb} ${connection} ${object}`;
  return { label, value: [`${number(records)}, ${says}: `, { code: command }] };
}

function waits({ comes, silent, toldAt }: CountsView): readonly Line[] {
  return [
    ...(comes ? ["The first sync is under way: what is not seen yet is on its way."] : []),
    ...(silent && toldAt !== null ? [["It did not answer now; its number is from ", { at: toldAt }, "."]] : []),
    ...(silent && toldAt === null ? ["It did not answer, and never told its number."] : []),
  ] satisfies readonly Line[];
}

function alone({ ours }: CountsView): string {
  const parts = [
    [ours.toSend, "on their way"],
    [ours.refused, "refused"],
    [ours.leftOut, "left out by a rule"],
    [ours.deletedThere, "deleted there or kept here"],
  ] as const;
  const some = parts.filter(([records]) => records > 0).map(([records, says]) => `${number(records)} ${says}`);
  return some.length === 0 ? "none of ours" : listed(some);
}

/** "184,220 compared since …, 0 differ". */
function comparedWords({ compared }: CountsView): Fact["value"] {
  if (compared === null) return "not yet: it begins an hour after the first sync";
  const { startedAt, endedAt, differed } = compared;
  const spans: Span[] = [`${number(compared.compared)} since `, { at: startedAt }, `, ${number(differed)} `];
  const after = `${differed === 1 ? "differs" : "differ"}${differed > 0 ? " and were mended" : ""}`;
  return [...spans, after, endedAt === null ? "; it goes on" : ""];
}
