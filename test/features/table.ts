import type { Elsewhere } from "./elsewhere.ts";
import { type ItemId, isItem, itemIds, items } from "./items.ts";
import { numbersIn } from "./numbers.ts";
import type { TestSource } from "./read-tests.ts";

/** An item stands in one of three ways: tests show it, it is shown elsewhere (and why not by a test), or it is open. */
export interface ItemRow {
  readonly id: ItemId;
  readonly text: string;
  readonly tests: readonly TestSource[];
  readonly elsewhere: Elsewhere | null;
  /** What is missing; null = nothing. */
  readonly open: string | null;
}

type Listed<T> = Readonly<Partial<Record<ItemId, T>>>;

export function itemRows(
  tests: readonly TestSource[],
  elsewhere: Listed<Elsewhere>,
  open: Listed<string>,
): readonly ItemRow[] {
  const shown = new Map<string, TestSource[]>();
  for (const test of tests) {
    for (const number of numbersIn(test.names.join(" "))) shown.set(number, [...(shown.get(number) ?? []), test]);
  }
  return itemIds.map((id) => ({
    id,
    text: items[id],
    tests: shown.get(id) ?? [],
    elsewhere: elsewhere[id] ?? null,
    open: open[id] ?? null,
  }));
}

/** What is wrong with the table, one sentence each; empty = it holds. */
export function itemFaults(rows: readonly ItemRow[], tests: readonly TestSource[]): readonly string[] {
  const strangers = tests.flatMap(({ file, names }) =>
    numbersIn(names.join(" "))
      .filter((number) => !isItem(number))
      .map((number) => `${number} is no item, but stands in the name of a test: ${file}: ${names.join(": ")}`),
  );
  return [...new Set([...strangers, ...rows.flatMap(faultsOf)])];
}

function faultsOf({ id, text, tests, elsewhere, open }: ItemRow): readonly string[] {
  if (tests.length === 0 && elsewhere === null && open === null) return [`${id} is shown by no test: ${text}`];
  if (elsewhere !== null && open !== null) return [`${id} is listed as open and as shown elsewhere: take one away`];
  if (tests.length > 0 && open !== null) return [`${id} is shown by a test: take it out of test/features/open.ts`];
  if (tests.length > 0 && elsewhere !== null) {
    return [`${id} is shown by a test: take it out of test/features/elsewhere.ts`];
  }
  return [];
}
