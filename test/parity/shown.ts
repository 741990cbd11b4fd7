import { minuteOf } from "./said.ts";

/** All text that a payload of either platform holds, with its own ways of writing undone; times as `minuteOf` says. */
export function shownBy(payload: unknown): string {
  return plain(textsIn(payload).join("\n"));
}

/** The same for what a card says, so that both can be compared. */
export function plain(text: string): string {
  return Object.entries(LOOKALIKES)
    .reduce((told, [odd, usual]) => told.replaceAll(odd, usual), text)
    .replace(/<!date\^(\d+)\^[^>]*>/g, (_, seconds) => ` ${minuteOf(Number(seconds) * 1_000)} `)
    .replace(/\{\{DATE\((\d{4}-[^,)]+)[^}]*\}\}/g, (_, iso) => ` ${minuteOf(Date.parse(iso))} `)
    .replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/g, (_, day, time) => ` ${minuteOf(Date.parse(`${day}T${time}Z`))} `)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/[*_~`>\s]+/g, " ")
    .trim();
}

/** What renderers write in the place of marks that a platform would take for formatting. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  "∗": "*",
  "∼": "~",
  ˋ: "`",
  ˍ: "_",
  "∣": "|",
  "›": ">",
  "\u200c": "",
};

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What can be pressed, picked or sent in a payload: ids of ours, wherever the platform keeps them. */
export function idsIn(payload: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  walk(payload, (key, value) => {
    if ((key === "action_id" || key === "callback_id" || key === "block_id") && typeof value === "string")
      ids.add(value.replace(/^link:/, ""));
    if (key === "crmsync" && typeof value === "object" && value !== null)
      for (const each of Object.values(value)) ids.add(String(each));
    if (key === "id" && typeof value === "string") ids.add(value.replace(/^(field|choice):/, ""));
  });
  return ids;
}

function walk(value: unknown, see: (key: string, value: unknown) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, see);
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) {
      see(key, each);
      walk(each, see);
    }
}
