import type { ReasonCode } from "../../engine/reasons.ts";
import type { ItemId } from "./items.ts";

/** Items that nothing shows yet, each with what is missing. The check fails when one is shown: so the list only shrinks. */
export const open: Readonly<Partial<Record<ItemId, string>>> = {
  A12: "custom objects are not synced by configuration yet",
  B3: "no table of symptom, cause, mend and time to mend stands in the README",
  B5: "the causes of a refused grant are told apart, but no text says how to prevent each",
  B7: "the README does not advise a user of its own for the sync",
  B28: "the README does not advise to clean up before the first sync",
  B34: "a mapping cannot be tried before it is saved",
  D7: "the README does not say that no calendar is synced",
  D9: "the README does not say that no mail is synced",
  E17: "SKIP_OUTDATED is written nowhere: an older value loses in silence",
  E24: "SKIP_NO_EVENT_NAME is written nowhere: events are not synced yet",
  E25: "nothing gives SKIP_UNKNOWN",
  E29: "an inbound record has no way to fail without a known cause",
  E30: "SKIP_WRITE_OFF is written nowhere: what is owed to a connection without export is not said",
  E31: "a change without a field to send counts as synced, not as SKIP_NO_CHANGE",
};

/** Reasons that no body and no test reaches yet at a CRM that could have them, each with what is missing. */
export const openReasons: Readonly<Partial<Record<ReasonCode, string>>> = {
  SCHEMA_UNMAPPED: "a field without a mapping is shown as such, but not noted as a reason",
  SKIP_OUTDATED: "written nowhere: an older value loses in silence",
  SKIP_NO_EVENT_NAME: "written nowhere: events are not synced yet",
  SKIP_WRITE_OFF: "written nowhere: objects have no switch yet",
  SKIP_NO_CHANGE: "only Salesforce's 304 reaches it; a change without a field to send counts as synced",
  SKIP_NOT_LINKED: "written nowhere",
  SKIP_UNKNOWN: "counted where it comes, but nothing gives it",
  RUN_UNKNOWN: "counted where it comes, but a run of unknown cause ends as ERR_UNKNOWN",
};
