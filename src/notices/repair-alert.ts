import type { Cause, IncidentRow, RepairView } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import type { Names } from "../commands/words.ts";
import type { Body } from "../repairs/body.ts";
import { causeBody, endedBody } from "../repairs/cause-card.ts";
import { incidentCause } from "../repairs/incident-cause.ts";

/** What a card about failures may know besides its incident. */
export interface Mendable {
  /** What can be done about the incident's own cause; null = not known yet. */
  readonly view: RepairView | null;
  /** All causes of the connection. */
  readonly causes: readonly Cause[];
  /** Whether the channel may see values of records. */
  readonly values: boolean;
}

/** One cause of failures with the controls that mend it. */
export function repairAlert(incident: IncidentRow, names: Names, told: Mendable | undefined, buttons: Buttons): Body {
  const { cause, proof, fingerprint } = incidentCause(incident);
  const view = told?.view ?? null;
  // The incident counts, the look at its repairs knows the newest record.
  const newest = view ? { ...view.cause, ...counted(cause) } : cause;
  const input = {
    cause: newest,
    view: view && { ...view, cause: newest },
    proof,
    fingerprint: fingerprint ?? view?.fingerprint ?? null,
    names,
    place: "alert" as const,
    values: told?.values ?? false,
  };
  return causeBody(input, buttons);
}

function counted({ records, mending, firstAt }: Cause): Pick<Cause, "records" | "mending" | "firstAt"> {
  return { records, mending, firstAt };
}

/** What people should see at once: somebody mends it, or what was mended did not hold. */
export function repairState(incident: IncidentRow): string {
  const { cause, proof } = incidentCause(incident);
  if (cause.mending) return "mending";
  return proof !== null && proof.still > 0 ? "still" : "open";
}

export function repairEnded(incident: IncidentRow, names: Names): Body {
  const { cause, proof } = incidentCause(incident);
  return endedBody(cause, proof, names);
}
