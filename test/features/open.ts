import type { ReasonCode } from "../../engine/reasons.ts";
import type { ItemId } from "./items.ts";

/** Items that nothing shows yet, each with what is missing. The check fails when one is shown: so the list only shrinks. */
export const open: Readonly<Partial<Record<ItemId, string>>> = {
  B34: "a mapping cannot be tried before it is saved",
  E25: "nothing gives SKIP_UNKNOWN",
  E29: "an inbound record has no way to fail without a known cause",
  E30: "SKIP_WRITE_OFF is written nowhere: what is owed to a connection without export is not said",
  E31: "a change without a field to send counts as synced, not as SKIP_NO_CHANGE",
};

/** Reasons that no body and no test reaches yet at a CRM that could have them, each with what is missing. */
export const openReasons: Readonly<Partial<Record<ReasonCode, string>>> = {
  SCHEMA_UNMAPPED: "a field without a mapping is shown as such, but not noted as a reason",
  SKIP_WRITE_OFF: "written nowhere: objects have no switch yet",
  SKIP_NO_CHANGE: "only Salesforce's 304 reaches it; a change without a field to send counts as synced",
  SKIP_NOT_LINKED: "written nowhere",
  SKIP_UNKNOWN: "counted where it comes, but nothing gives it",
  RUN_UNKNOWN: "counted where it comes, but a run of unknown cause ends as ERR_UNKNOWN",
};
