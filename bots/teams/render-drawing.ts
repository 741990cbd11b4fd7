import type { Lose } from "../text.ts";

/** What every part of a card needs while it is drawn. */
export interface Drawing {
  readonly layout: Layout;
  /** A dialog knows no Action.Execute: its buttons are Action.Submit. */
  readonly within: "message" | "dialog";
  /** Stands beside the id in what comes back when somebody presses. */
  readonly mark: { readonly private?: true; readonly place?: string };
  readonly lose: Lose;
  /** The wished id, or another one when it is taken: ids are unique in a card. */
  readonly newId: (wish: string) => string;
}

export interface Layout {
  /** rich: tables, facts, parts; small: lines in place of tables and facts; bare: nothing but lines of one run. */
  readonly form: "rich" | "small" | "bare";
  /** Characters of one text; of one input's value; of fallbackText and speak each. */
  readonly text: number;
  readonly input: number;
  readonly spoken: number;
  /** What one menu offers at most. */
  readonly choices: number;
}

export function idsOfOneCard(): (wish: string) => string {
  const taken = new Set<string>();
  return (wish) => {
    let id = wish;
    for (let count = 2; taken.has(id); count += 1) id = `${wish}~${count}`;
    taken.add(id);
    return id;
  };
}
