import type { Fields } from "../crm/schema.ts";
import type { SeedDeal } from "../crm/seed.ts";
import { between, dayMs, dice, pick } from "../crm/world-pick.ts";
import { isoOf } from "./values.ts";

/** An activity of long ago or of the next weeks, and the deal that it is about. */
interface SeedActivity {
  readonly type: string;
  readonly fields: Fields;
  readonly deal: SeedDeal | null;
  readonly createdAgoMs: number;
  readonly modifiedAgoMs: number;
}

const subjects: Readonly<Record<string, readonly string[]>> = {
  tasks: ["Send the price list", "Check the contract", "Prepare the demo"],
  calls: ["Call about the offer", "Call back", "First call"],
  emails: ["Asking for a date", "Minutes of the meeting"],
  meetings: ["Meeting on site", "Kick-off", "Yearly review"],
  notes: ["They will decide in spring", "Has two offers besides ours"],
};

/** A few dozen, the same on every start; one in ten is about no deal and nobody. */
export function makeActivities(deals: readonly SeedDeal[], seed: number, now: number): readonly SeedActivity[] {
  const random = dice(seed);
  return Array.from({ length: 60 }, (_, place) => {
    const type = pick(random, Object.keys(subjects));
    const deal = place % 10 === 7 || deals.length === 0 ? null : pick(random, deals);
    const days = between(random, -90, 20);
    const ageMs = Math.max(1, -days) * dayMs;
    return {
      type,
      deal,
      fields: {
        hs_timestamp: isoOf(Math.floor(now / dayMs + days) * dayMs),
        ...wordsOf(type, pick(random, subjects[type] ?? []), days < 0),
      },
      createdAgoMs: ageMs + dayMs,
      modifiedAgoMs: ageMs,
    };
  });
}

function wordsOf(type: string, words: string, past: boolean): Fields {
  switch (type) {
    case "tasks":
      return { hs_task_subject: words, hs_task_status: past ? "COMPLETED" : "NOT_STARTED", hs_task_type: "TODO" };
    case "calls":
      return { hs_call_title: words, hs_call_status: past ? "COMPLETED" : "QUEUED" };
    case "emails":
      return { hs_email_subject: words, hs_email_direction: "EMAIL", hs_email_status: past ? "SENT" : "SCHEDULED" };
    case "meetings":
      return { hs_meeting_title: words, hs_meeting_outcome: past ? "COMPLETED" : "SCHEDULED" };
    default:
      return { hs_note_body: words };
  }
}
