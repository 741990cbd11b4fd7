import type { Difference, NamedRight } from "../../engine/index.ts";
import { foreign, listed } from "../commands/words.ts";

/** A card names so many; the others are counted. */
const NAMED = 6;
const WORDS = { read: "read", create: "create", update: "edit" } as const;

/** Whether a sign-in may do less than the one before it. */
export function losesRights(difference: Difference | null | undefined): boolean {
  return difference != null && difference.lost.length + difference.scopesLost.length > 0;
}

/** What a new sign-in may no longer do, and what it may do now (M5); nothing where there is none before it. */
export function differenceLines(difference: Difference | null | undefined, when: "asked" | "done"): readonly string[] {
  if (!difference) return [];
  const { lost, gained, scopesLost, scopesGained, user, unknown } = difference;
  const same = lost.length + gained.length + scopesLost.length + scopesGained.length === 0;
  const lines = [
    ...(user === null
      ? []
      : [`Until now it was ${foreign(user.before, 80)}; the rights of ${foreign(user.after, 80)} hold from now on.`]),
    ...told("Lost", lost.map(rightOf)),
    ...told("Scopes lost", scopesLost),
    ...told("Gained", gained.map(rightOf)),
    ...told("Scopes gained", scopesGained),
    ...told("Not known, because the CRM did not tell its rights", unknown),
  ];
  const needs = [...new Set(lost.map((each) => each.need))];
  const stops = when === "asked" ? "will not be synced" : "is not synced";
  if (needs.length > 0) lines.push(`What was lost ${stops} until the CRM's admin grants: ${numbered(needs)}.`);
  if (same && unknown.length === 0) lines.push("It may do all that the sign-in before it could.");
  return lines;
}

/** "deal amount edit (Opportunity.Amount)", "contact create (Contact)" */
function rightOf({ object, name, right, remote }: NamedRight): string {
  return `${[object, name, WORDS[right]].filter((word) => word !== null).join(" ")} (${remote})`;
}

function told(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${some(names)}.`];
}

/** Each may be a choice of its own, with commas and "or": numbers keep them apart. */
function numbered(needs: readonly string[]): string {
  if (needs.length < 2) return some(needs);
  const shown = needs.slice(0, NAMED).map((need, at) => `(${at + 1}) ${foreign(need, 120)}`);
  return `${shown.join("; ")}${needs.length > NAMED ? `; and ${needs.length - NAMED} more` : ""}`;
}

function some(names: readonly string[]): string {
  const clean = names.slice(0, NAMED).map((name) => foreign(name, 120));
  return names.length > NAMED ? `${clean.join(", ")} and ${names.length - NAMED} more` : listed(clean);
}
