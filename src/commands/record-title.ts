import type { RecordView } from "../../engine/index.ts";
import { foreign } from "./words.ts";

/** How a record is called: its name in quotes, its e-mail, or its id. At most 80 characters, whatever a CRM holds. */
export function titleOf({ record, outcomes }: Pick<RecordView, "record" | "outcomes">): string {
  const fields = record?.fields ?? {};
  const full = [fields.first_name, fields.last_name]
    .filter((part) => typeof part === "string" && part !== "")
    .map((part) => foreign(String(part), 80))
    .join(" ");
  const title = fields.name ?? (full === "" ? fields.email : full);
  const known = typeof title === "string" ? foreign(title, 78) : "";
  return known === "" ? (record?.id ?? outcomes[0]?.subject ?? "") : `“${known}”`;
}
