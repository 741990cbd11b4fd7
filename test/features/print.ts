import type { Reach, ReachRow } from "./reach.ts";
import type { TestSource } from "./read-tests.ts";
import type { ItemRow } from "./table.ts";

const WIDTH = 5;

/** The table of items, each with what shows it, and a line of sums at the end. */
export function itemLines(rows: readonly ItemRow[]): readonly string[] {
  const count = (is: (row: ItemRow) => boolean) => rows.filter(is).length;
  const sums = [
    `${count((row) => row.tests.length > 0)} shown by tests`,
    `${count((row) => row.elsewhere !== null)} shown elsewhere`,
    `${count((row) => row.open !== null)} open`,
  ];
  return [
    ...rows.flatMap((row) => [`${row.id.padEnd(WIDTH)}${row.text}`, ...shownBy(row).map(indented)]),
    "",
    `${rows.length} items: ${sums.join(", ")}`,
  ];
}

function shownBy({ tests, elsewhere, open }: ItemRow): readonly string[] {
  return [
    ...tests.map(oneTest),
    ...(elsewhere === null ? [] : [`${elsewhere.where.join(", ")}: ${elsewhere.why}`]),
    ...(open === null ? [] : [`open: ${open}`]),
  ];
}

const oneTest = ({ file, names }: TestSource) => `${file}: ${names.filter((name) => name !== "").join(": ")}`;

const indented = (text: string) => `${" ".repeat(WIDTH)}${text}`;

/** The table of reasons, for each CRM what reaches them. */
export function reachLines(
  rows: readonly ReachRow[],
  sums: { readonly bodies: number; readonly unknown: number },
): readonly string[] {
  const codes = [...new Set(rows.map((row) => row.code))];
  return [
    ...codes.flatMap((code) => [
      code,
      ...rows
        .filter((row) => row.code === code)
        .map(({ provider, reach }) => indented(`${provider.padEnd(11)}${reachText(reach)}`)),
    ]),
    "",
    `${codes.length} reasons, ${sums.bodies} recorded bodies, ${(sums.unknown * 100).toFixed(2)} % of them without a name`,
  ];
}

function reachText(reach: Reach): string {
  switch (reach.by) {
    case "bodies": {
      const [first] = reach.bodies;
      const more = reach.bodies.length > 1 ? ` and ${reach.bodies.length - 1} more` : "";
      return `${first?.source}: ${first?.name}${more}`;
    }
    case "own":
      return `own: ${reach.test.file}: ${reach.test.title}`;
    case "cannot":
      return `cannot be produced: ${reach.source}`;
    case "open":
      return `open: ${reach.missing}`;
    case "nothing":
      return "nothing reaches it";
  }
}
