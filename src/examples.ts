import { commandExamples } from "./commands/examples-answers.ts";
import type { SizedExample } from "./commands/examples-scale.ts";
import { verbs } from "./commands/index.ts";
import { noticeExamples } from "./notices/examples.ts";

/** Every card that the program can send, at its smallest and at its largest, written in the locale of whoever asks. */
export function allExamples(): readonly SizedExample[] {
  return [...commandExamples(Object.values(verbs)), ...noticeExamples()];
}
