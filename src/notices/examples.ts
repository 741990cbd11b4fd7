import { type SizedExample, sized } from "../commands/examples-scale.ts";
import { askedExamples } from "./examples-asked.ts";
import { incidentExamples, incidentsByReason } from "./examples-incidents.ts";
import { newsExamples } from "./examples-news.ts";
import { repairAlerts } from "./examples-repairs.ts";
import { signInExamples } from "./examples-sign-in.ts";

/** Every card that nobody asked for. */
export function noticeExamples(): readonly SizedExample[] {
  return sized([incidentExamples, repairAlerts, incidentsByReason, signInExamples, newsExamples, askedExamples]);
}
