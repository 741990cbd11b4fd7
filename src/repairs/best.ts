import type { Offer, ReasonCode } from "../../engine/index.ts";

/** What to do, by what the card itself offers first. */
const BY_OFFER: Partial<Record<Offer["kind"], string>> = {
  pick: "Pick the value that is meant. What it mends is shown before anything is sent, and it can be kept as a rule.",
  fill: "Fill in what is missing or wrong; it is checked against the CRM's description before it is sent.",
  cut: "Shorten the text: what would be cut is shown first. Or correct it here or in the CRM.",
  link: "Link it with the record that is there already, or change the value that makes them alike.",
  save_anyway: "The rule only warns: look whether it is the same record, and save it anyway if it is not.",
  match: "Pick the record that it is; it is remembered, and the others stay as they are.",
  each: "Each of them is another one: go through them one by one, or merge the twins in the CRM.",
  remap: "Pick the field that it is now. Everything that waited for it is sent then.",
  owner: "Pick somebody who is active there.",
  parent: "Sync the record that it points to first; this one follows.",
  side: "Say which side is right. The other side is written then, and everything else goes on meanwhile.",
  recreate: "Bring it back in the CRM's recycle bin and look again, create it anew, or unlink it.",
  unlink: "Bring it back in the CRM and look again, or unlink it.",
  include: "Let it through this once, or change the rule that leaves it out.",
  create: "Let this one through once, or switch creating on for the connection.",
  right: "Ask the CRM's administrator for the right that is named, then press Check again.",
};

/** Where the reason itself says it better than what is offered. */
const BY_REASON: Partial<Record<ReasonCode, string>> = {
  DATA_FORMAT: "Correct the value; it is checked against the CRM's description before it is sent.",
  DATA_TIMESTAMP: "Correct the date: 2026-03-31, or 2026-03-31T09:00:00Z.",
  DATA_INTEGRITY: "Correct the fields that the CRM names, here or in the CRM.",
  RULE_VALIDATION: "Read the rule's words and correct the fields that they name; the rule itself is the CRM admin's.",
  RULE_AUTOMATION: "Ask the CRM's administrator to repair the automation that is named, then try again.",
  SKIP_NO_EMAIL: "Fill in the e-mail address in the CRM; it is read again by itself, or at once with Read again.",
  SKIP_BAD_EMAIL: "Correct the e-mail address in the CRM; it is read again by itself, or at once with Read again.",
  SKIP_CONVERTED: "Nothing to do: the contact that the lead became is synced. Read again if it was turned back.",
  SKIP_EXCLUDED: "Change the rule or clear the mark to sync it always, or include it this once.",
  SKIP_NO_EXTERNAL_ID:
    "Look at the record in the CRM and read it again; if it stays so, send the diagnosis to support.",
  SKIP_OUTDATED: "Nothing to do: a newer state is here. Read again to be sure.",
  SKIP_NO_ACCOUNT: "Give it an account in the CRM, or sync the account that it names first.",
  SKIP_NO_OPPORTUNITY: "Sync the deal first, or give it another one in the CRM.",
  SKIP_WRITE_MODE: "Change the connection's write mode, or let this one through once.",
  SKIP_NO_IDENTIFIER: "Fill in one of the fields by which it is recognised, in the CRM, then read it again.",
  SKIP_NO_CONTACT: "Sync the contact first, or give it another one in the CRM.",
  SKIP_CONFLICTING_ID: "Pick the record that it is, or correct the field in the CRM that belongs to another.",
  SKIP_NO_EVENT_NAME: "Give the event a name where it is made, then read it again.",
  SKIP_WRITE_OFF: "Switch on export for the connection if the CRM should be written.",
  SKIP_NO_CHANGE: "Nothing to do: both sides are equal. Read again to be sure.",
  SKIP_RECORD_TYPE: "Add the record type to those that are synced, or include this one once.",
  SKIP_NOT_LINKED: "Link it with a record of the CRM, or allow creating for the connection.",
  DATA_MALFORMED: "Read it again; if it stays so, send the diagnosis to whoever runs crmsync.",
  SKIP_UNKNOWN: "Read it again; if it stays so, send the diagnosis with the fingerprint to whoever runs crmsync.",
  ERR_UNKNOWN:
    "Read the CRM's own words and try again; if it stays so, send the diagnosis with the fingerprint to whoever runs crmsync. Nothing is written meanwhile.",
};

/** One sentence or two: what would change it, by what is offered; `todo` = what the catalogue says in general. */
export function nextStep(code: ReasonCode, offers: readonly Offer[], todo: string): string {
  const [first] = offers;
  return BY_REASON[code] ?? (first ? BY_OFFER[first.kind] : undefined) ?? todo;
}

/** What trying again is called: what was granted is checked, what was restored is looked for, what came in is read. */
export function againLabel(code: ReasonCode, direction: "inbound" | "outbound"): string {
  if (code.startsWith("PERM_") || code.startsWith("SCHEMA_") || code === "RULE_RECORD_TYPE") return "Check again";
  if (code === "REC_DELETED" || code === "REC_ARCHIVED") return "Look again";
  return direction === "inbound" ? "Read again" : "Try again";
}
