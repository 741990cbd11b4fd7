import { DatabaseSync } from "node:sqlite";

const VIEWS = ["accounts", "contacts", "deals", "leads"] as const;

/** How many records of each object a workspace file holds; null while it cannot be read. */
export function workspaceCounts(path: string): Readonly<Record<string, number>> | null {
  try {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      return Object.fromEntries(VIEWS.map((view) => [view, count(file, view)]));
    } finally {
      file.close();
    }
  } catch {
    return null;
  }
}

function count(file: DatabaseSync, view: (typeof VIEWS)[number]): number {
  const row = file.prepare(`select count(*) as n from ${view}`).get();
  return Number(row?.n ?? 0);
}
