import type { Cause, IncidentRow } from "../../engine/index.ts";
import { numberIn, textIn } from "../notices/facts.ts";
import type { Proof } from "./body.ts";

export interface TrackedCause {
  readonly cause: Cause;
  readonly proof: Proof | null;
  readonly fingerprint: string | null;
}

/** Of a fingerprint (the CRM, its code, status and field come first) what the CRM said. */
function spokenOf(words: string): string {
  return words.replace(/^(?:\S+ ){4}/, "");
}

/** The cause that an incident is about, as it stood when the incident was looked at last. */
export function incidentCause(incident: IncidentRow): TrackedCause {
  const { facts, connection, openedAt, updatedAt, reason } = incident;
  const runId = textIn(facts, "runId");
  const [mended, still, left] = [numberIn(facts, "mended"), numberIn(facts, "still"), numberIn(facts, "left")];
  const outcome = textIn(facts, "outcome");
  return {
    cause: {
      id: textIn(facts, "cause") ?? "",
      connection,
      object: textIn(facts, "object") ?? "record",
      direction: textIn(facts, "direction") === "inbound" ? "inbound" : "outbound",
      outcome: outcome === "skipped" || outcome === "waiting" ? outcome : "failed",
      reason,
      field: textIn(facts, "field"),
      records: numberIn(facts, "records"),
      firstAt: openedAt,
      lastAt: updatedAt,
      example: "",
      detail: spokenOf(textIn(facts, "words") ?? ""),
      code: textIn(facts, "code"),
      status: typeof facts.status === "number" ? facts.status : null,
      existingId: null,
      mending:
        runId !== null && left > 0 ? { runId, by: textIn(facts, "by"), wanted: numberIn(facts, "wanted"), left } : null,
    },
    proof: runId !== null || mended + still > 0 ? { mended, still } : null,
    fingerprint: textIn(facts, "fingerprint"),
  };
}
