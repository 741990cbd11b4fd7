import type { Card } from "../../bots/card.ts";

/** One card with everything that a card may have, as a person would meet it. */
export const signInNeeded: Card = {
  kind: "sign_in_needed",
  state: "open",
  tone: "critical",
  headline: "Salesforce: signed out",
  lines: [
    "Salesforce ended our access, so nothing moves in either direction.",
    ["1,284 changes are waiting, the oldest since ", { at: Date.UTC(2026, 10, 21, 9, 38) }, ". Nothing is lost."],
  ],
  facts: [
    { label: "Cause", value: [{ code: "invalid_grant" }] },
    { label: "Waiting", value: "1,284 changes" },
  ],
  actions: [
    { type: "button", id: "a1", label: "Reconnect", style: "primary" },
    {
      type: "button",
      id: "a2",
      label: "Pause",
      style: "danger",
      confirm: { title: "Pause Salesforce?", text: "Changes go on waiting.", ok: "Pause" },
    },
    { type: "link", id: "a3", label: "Open the guide", url: "https://docs.example.com/reconnect?a=1&b=2" },
    { type: "select", id: "a4", label: "Snooze", options: [{ label: "One hour", value: "1h" }] },
  ],
  footer: ["Salesforce main, incident ", { code: "I-7" }],
};

export const progress: Card = {
  kind: "backfill",
  state: "running",
  tone: "working",
  headline: "HubSpot: first sync is running",
  progress: { done: 3100, total: 5800, text: "3,100 of 5,800 contacts, about 20 s left" },
};

export const failures: Card = {
  kind: "failures",
  state: "some",
  tone: "warning",
  headline: "HubSpot: 42 contacts were refused",
  tables: [
    {
      caption: "Reasons",
      columns: ["Reason", "Contacts", "Example"],
      rows: [
        ["invalid_email", 30, "Ann & Co"],
        ["missing_required", 9, "Bob"],
        ["picklist_value", 2, "Cy"],
        ["duplicate", 1, "Di"],
      ],
    },
  ],
  sections: [
    {
      heading: "invalid_email",
      tone: "warning",
      lines: ["The address is not one that HubSpot takes."],
      facts: [{ label: "What to do", value: "Correct the address, then resync." }],
      actions: [{ type: "button", id: "s1", label: "Resync 30" }],
    },
  ],
};

export function plainCard(headline: string, more: Partial<Card> = {}): Card {
  return { kind: "test", state: "any", tone: "info", headline, ...more };
}
