import type { Drift, NotedChange } from "../store/drifts.ts";

const WEEK_MS = 7 * 86_400_000;
const TOLD = 3;

/** What changed lately in the CRM's description of an object, of all that is mapped; null = nothing. */
export function driftDetail(drift: Drift | null, now: number): string | null {
  const recent = (drift?.changes ?? []).filter((each) => now - each.at < WEEK_MS && concernsUs(each));
  if (recent.length === 0) return null;
  const words = recent.slice(0, TOLD).map((each) => `${changeWords(each)}${hitWords(each)}`);
  const more = recent.length > TOLD ? `; and ${recent.length - TOLD} more` : "";
  return `In the last week ${words.join("; ")}${more}.`;
}

function concernsUs({ field, fields }: NotedChange): boolean {
  return field === null || fields.length > 0;
}

function hitWords({ records, fields }: NotedChange): string {
  return records === 0 ? "" : ` (our ${fields.join(", ")}; ${records} linked record${records === 1 ? "" : "s"})`;
}

/** One change as a part of a sentence; the CRM's names stand as they are. */
function changeWords(change: NotedChange): string {
  const field = change.field ?? "the object";
  switch (change.what) {
    case "added":
      return `${field} came`;
    case "removed":
      return change.renamedTo === null ? `${field} went` : `${field} went, most likely it is ${change.renamedTo} now`;
    case "retyped":
      return `${field} became ${change.to} (it was ${change.from})`;
    case "options":
      return optionWords(change);
    case "required":
      return change.now ? `${field} is demanded now` : `${field} is not demanded any more`;
    case "length":
      return `${field} takes ${change.to ?? "any number of"} characters now (${change.from ?? "any number"} before)`;
    case "right":
      return `${field} ${change.gained ? "may be" : "may not be"} ${rights[change.right]} ${change.gained ? "now" : "any more"}`;
  }
}

const rights = { creatable: "set in new records", updatable: "changed", deletable: "deleted" } as const;

function optionWords({ field, added, removed, open }: Extract<NotedChange, { what: "options" }>): string {
  if (open) return `${field} takes any value now`;
  const parts = [
    ...(added.length > 0 ? [`gained ${some(added)}`] : []),
    ...(removed.length > 0 ? [`lost ${some(removed)}`] : []),
  ];
  return `${field} ${parts.join(" and ")}`;
}

function some(values: readonly string[]): string {
  const shown = values.slice(0, TOLD).map((value) => `"${value}"`);
  return `${shown.join(", ")}${values.length > TOLD ? ` and ${values.length - TOLD} more` : ""}`;
}
