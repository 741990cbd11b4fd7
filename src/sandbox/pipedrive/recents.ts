import type { Answer } from "../crm/crm.ts";
import { inStampOrder, type Row } from "../crm/table.ts";
import { type Ask, answer, refuse, tableFor } from "./ask.ts";
import { showNote } from "./lead-shape.ts";
import { unfit } from "./refusal.ts";
import { show } from "./shapes.ts";
import { oldSecondsOf, oldTimeOf } from "./times.ts";

const items: Readonly<Record<string, string>> = {
  activity: "activities",
  deal: "deals",
  note: "notes",
  organization: "organizations",
  person: "persons",
};

/** `GET /api/v1/recents`: what changed since a time, deleted records too (active_flag false), oldest first. */
export function listRecents(ask: Ask): Answer {
  const { query } = ask;
  const given = query.get("since_timestamp") ?? "";
  const since = oldSecondsOf(given);
  if (since === null) return refuse(unfit("since_timestamp", "must be a time in the format YYYY-MM-DD HH:MM:SS"));
  const asked = query.get("items")?.split(",") ?? Object.keys(items);
  const start = Number(query.get("start") ?? 0);
  const limit = Math.min(500, Number(query.get("limit") ?? 100));
  const found = asked.flatMap((item) => changed(ask, item, since)).sort((a, b) => a.row.modifiedAt - b.row.modifiedAt);
  const page = found.slice(start, start + limit);
  const more = start + page.length < found.length;
  const data = page.map(({ item, type, row }) => ({
    item,
    id: Number(row.id),
    data:
      type === "notes" ? showNote(ask.company, row) : { ...show(ask.company, type, row), active_flag: !row.deleted },
  }));
  const last = page.at(-1)?.row.modifiedAt;
  return answer(
    200,
    {
      success: true,
      data,
      additional_data: {
        since_timestamp: given,
        last_timestamp_on_page: last === undefined ? null : oldTimeOf(last),
        pagination: { start, limit, more_items_in_collection: more, ...(more && { next_start: start + limit }) },
      },
    },
    data.length,
  );
}

function changed(ask: Ask, item: string, since: number): { item: string; type: string; row: Row }[] {
  const type = items[item];
  if (type === undefined) return [];
  const rows = [...inStampOrder(tableFor(ask, type), ask.crm.world.now(), since)];
  return rows.map((row) => ({ item, type, row }));
}
