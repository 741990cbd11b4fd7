import type { Fields } from "../crm/schema.ts";
import type { Seed } from "../crm/seed.ts";

type IdOf = (key: string | null) => string | null;

interface Made {
  readonly key: string;
  readonly createdAgoMs: number;
  readonly modifiedAgoMs: number;
  readonly fields: Fields;
}

const dayMs = 86_400_000;
const many = 40;

/** Tasks, meetings and notes around the first deals that have a contact. */
export function activitiesAround(
  seed: Pick<Seed, "deals">,
  { people, deals }: { readonly people: IdOf; readonly deals: IdOf },
  now: number,
): readonly { readonly type: string; readonly rows: readonly Made[] }[] {
  const around = seed.deals.filter(({ contact }) => contact !== null).slice(0, many);
  const made = (fields: (at: number, who: string | null, what: string | null) => Fields): readonly Made[] =>
    around.map((deal, at) => ({
      key: `${deal.key}/${at}`,
      createdAgoMs: (at + 40) * dayMs,
      modifiedAgoMs: (at + 2) * dayMs,
      fields: fields(at, people(deal.contact), deals(deal.key)),
    }));
  const day = (at: number) => new Date(now + (at - many / 2) * dayMs).toISOString().slice(0, 10);
  return [
    {
      type: "Task",
      rows: made((at, WhoId, WhatId) => ({
        Subject: at % 2 === 0 ? "Call about the offer" : "Send the price list",
        TaskSubtype: at % 2 === 0 ? "Call" : "Task",
        Status: at < many / 2 ? "Completed" : "Not Started",
        ActivityDate: day(at),
        WhoId,
        WhatId,
      })),
    },
    {
      type: "Event",
      rows: made((at, WhoId, WhatId) => ({
        Subject: at % 2 === 0 ? "Meeting on site" : "Yearly review",
        EventSubtype: "Event",
        IsAllDayEvent: false,
        ActivityDate: day(at),
        StartDateTime: `${day(at)}T09:30:00.000+0000`,
        EndDateTime: `${day(at)}T10:30:00.000+0000`,
        DurationInMinutes: 60,
        WhoId,
        WhatId,
      })),
    },
    {
      type: "Note",
      rows: made((at, WhoId, WhatId) => ({
        Title: at % 2 === 0 ? "Minutes" : "Background",
        Body: "They decide in the spring; the budget is agreed.",
        ParentId: WhatId ?? WhoId,
      })),
    },
  ];
}
