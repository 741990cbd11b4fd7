import { DatabaseSync } from "node:sqlite";

/** How many accounts and contacts a workspace file holds; null while it cannot be read. */
export function workspaceCounts(path: string): Readonly<Record<string, number>> | null {
  try {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      return { accounts: count(file, "accounts"), contacts: count(file, "contacts") };
    } finally {
      file.close();
    }
  } catch {
    return null;
  }
}

function count(file: DatabaseSync, view: "accounts" | "contacts"): number {
  const row = file.prepare(`select count(*) as n from ${view}`).get();
  return Number(row?.n ?? 0);
}
