import type { RepairBed } from "./bed.ts";
import type { Chat, Told } from "./chats.ts";
import { labelLike } from "./seen.ts";

/** What one person does: each is one interaction. A list of Teams and the button beside it are one. */
export type Step =
  /** A button, or an option of a list, on the card or on what came of the step before. */
  | { readonly press: RegExp; readonly option?: string }
  /** The form that the step before opened, by the labels of its fields; an option by its beginning. */
  | { readonly submit: readonly (readonly [RegExp, string])[] };

/** Two who may repair. */
export const PEOPLE = ["operator", "admin"] as const;
export type Person = (typeof PEOPLE)[number];

/** Somebody who goes from step to step in one chat, beginning at a card in the channel or at what they say. */
export function walker({ people, standing }: RepairBed, chat: Chat, user: Person, cardId: string | null) {
  let last: Told | null = null;
  return {
    say: async (text: string): Promise<Told> => {
      last = await people[chat].type(user, text);
      return last;
    },
    take: async (step: Step): Promise<Told> => {
      const at = last?.message ?? (cardId === null ? null : standing(chat, cardId));
      if ("submit" in step) {
        if (last?.view == null) throw new Error(`no form is open: ${last?.words}`);
        const values = step.submit.map(([like, value]) => {
          const field = last?.fields.find(({ label }) => like.test(label));
          if (!field) throw new Error(`no field ${like} among: ${last?.fields.map(({ label }) => label).join(" | ")}`);
          const option = field.options.find((one) => one.label.startsWith(value));
          return [field.label, option?.label ?? value] as const;
        });
        last = await people[chat].submit(user, last.view, Object.fromEntries(values));
      } else {
        if (!at) throw new Error("the card is gone");
        const label = labelLike(at, step.press);
        // An option may name a record, whose id no test knows: its beginning is enough.
        const options = at.lists.filter((one) => one.label === label).flatMap((one) => one.options);
        const option = options.find((one) => one.startsWith(step.option ?? "\n")) ?? step.option;
        last = await people[chat].press(user, at.id, label, option);
      }
      return last;
    },
  };
}

/** Two people take the same steps, each of them at the same time; what each was told at the end. */
export async function together(
  own: RepairBed,
  chat: Chat,
  cardId: string,
  steps: readonly Step[],
): Promise<readonly Told[]> {
  const walkers = PEOPLE.map((user) => walker(own, chat, user, cardId));
  let told: readonly Told[] = [];
  for (const step of steps) told = await Promise.all(walkers.map((one) => one.take(step)));
  return told;
}
