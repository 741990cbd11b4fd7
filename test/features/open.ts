import type { ReasonCode } from "../../engine/reasons.ts";
import type { ItemId } from "./items.ts";

/** Items that nothing shows yet, each with what is missing. The check fails when one is shown: so the list only shrinks. */
export const open: Readonly<Partial<Record<ItemId, string>>> = {
  E25: "SKIP_UNKNOWN is given, but no test shows it",
};

/** Reasons that no body and no test reaches yet at a CRM that could have them, each with what is missing. */
export const openReasons: Readonly<Partial<Record<ReasonCode, string>>> = {
  SKIP_UNKNOWN: "given to a record that is asked for and not shown; no test reaches it",
  RUN_UNKNOWN: "given to a run that the CRM ends without a known cause; a surprise of our own ends none",
};
