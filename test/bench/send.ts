import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { answerOrder } from "./contacts.ts";
import { BATCH, COLLECTIONS, type EditOrder } from "./edits.ts";

// The least that any program must do: write each body and read its answer.

await answerOrder<EditOrder>(async ({ url, token, folder }) => {
  const database = new DatabaseSync(join(folder, "script.sqlite"));
  const rows = database.prepare("select Id, Title, Phone, Description from contacts where dirty = 1").all();
  database.close();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  const began = performance.now();
  let records = 0;
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH).map((row) => ({ attributes: { type: "Contact" }, ...row }));
    const body = JSON.stringify({ allOrNone: false, records: batch });
    const response = await fetch(`${url}${COLLECTIONS}`, { method: "PATCH", headers, body });
    const results = JSON.parse(await response.text()) as { success: boolean }[];
    records += results.filter((result) => result.success).length;
  }
  return { ms: performance.now() - began, records };
});
