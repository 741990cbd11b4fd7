import type { Example } from "../commands/examples.ts";
import { askedExamples } from "./examples-asked.ts";
import { incidentExamples } from "./examples-incidents.ts";
import { newsExamples } from "./examples-news.ts";

/** Every card that nobody asked for. */
export function noticeExamples(): readonly Example[] {
  return [...incidentExamples(), ...newsExamples(), ...askedExamples()];
}
