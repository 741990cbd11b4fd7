import type { Page } from "../provider.ts";

/** The longest id that any CRM gives has 36 characters; what a database's index takes ends at some thousands of bytes. */
const LONGEST = 255;
/** No CRM has ids of anything else. */
const USABLE = /^[\x20-\x7e]*$/;
const SHOWN = 60;

type Told = Pick<Page, "records" | "gone" | "broken">;

/**
 * Pure: a row whose id can be none is broken, and bears what can be shown of it; the rest of the page is good. One that
 * came without an id stays: it is told as such.
 */
export function withUsableIds(page: Told): Told {
  const isWhole =
    page.records.every((one) => isUsable(one.externalId)) &&
    page.broken.every((one) => isUsable(one.externalId)) &&
    page.gone.every((one) => isUsable(one.externalId) && isUsable(one.mergedInto ?? ""));
  if (isWhole) return page;
  const wrong = page.records.filter((one) => !isUsable(one.externalId));
  return {
    records: page.records.filter((one) => isUsable(one.externalId)),
    gone: page.gone
      .filter((one) => isUsable(one.externalId))
      .map((one) => (isUsable(one.mergedInto ?? "") ? one : { ...one, mergedInto: null })),
    broken: [
      ...page.broken.map((one) => ({ ...one, externalId: shown(one.externalId) })),
      ...wrong.map(({ externalId }) => ({
        externalId: shown(externalId),
        reason: "DATA_MALFORMED" as const,
        detail: "Its id is no id of any CRM.",
      })),
    ],
  };
}

function isUsable(id: string): boolean {
  return id.length <= LONGEST && USABLE.test(id);
}

function shown(id: string): string {
  return isUsable(id) ? id : id.slice(0, SHOWN).replace(/[^\x20-\x7e]/g, "?");
}
