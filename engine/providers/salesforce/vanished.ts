import type { Vanished } from "../../provider.ts";
import type { Client } from "./client.ts";
import { id18, isId, isRow, stampOf } from "./records.ts";
import { identifier, lists } from "./soql.ts";

/** Types whose records can be merged: only these have the column that names the survivor. */
export const MERGEABLE: ReadonlySet<string> = new Set(["Account", "Contact", "Lead"]);

/** What became of records: queryAll sees the recycle bin, where they are kept for 15 days. */
export async function vanished(client: Client, type: string, ids: readonly string[]): Promise<readonly Vanished[]> {
  const known = [...new Set(ids)].filter(isId);
  const survivor = MERGEABLE.has(type) ? ", MasterRecordId" : "";
  const told = new Map<string, Vanished | null>();
  for (const list of lists(known)) {
    const from = `FROM ${identifier(type)} WHERE Id IN (${list})`;
    let answer = await client.queryAll(`SELECT Id, IsDeleted, SystemModstamp${survivor} ${from}`);
    for (;;) {
      for (const row of answer.rows.filter(isRow)) told.set(id18(String(row.Id)), stateOf(row));
      if (answer.next === null) break;
      answer = await client.more(answer.next);
    }
  }
  return ids.flatMap((externalId) => {
    const found = told.get(id18(externalId));
    if (found === null) return [];
    return [found === undefined ? nowhere(externalId) : { ...found, externalId }];
  });
}

/** null = it is there. */
function stateOf(row: Readonly<Record<string, unknown>>): Vanished | null {
  if (row.IsDeleted !== true) return null;
  const [externalId, at] = [String(row.Id), stampOf(row)];
  const master = row.MasterRecordId;
  if (typeof master === "string" && isId(master)) return { externalId, state: "merged", mergedInto: id18(master), at };
  return { externalId, state: "bin", mergedInto: null, at };
}

function nowhere(externalId: string): Vanished {
  return { externalId, state: "nowhere", mergedInto: null, at: null };
}
