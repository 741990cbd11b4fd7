import { DatabaseSync } from "node:sqlite";
import { API, type Order } from "./contacts.ts";

/** What the outbound measurements share: a folder with a workspace and a script's database, both with every contact edited. */
export interface EditOrder extends Order {
  readonly folder: string;
}

/** As many records as one call of Salesforce takes. */
export const BATCH = 200;

export const COLLECTIONS = `${API}/composite/sobjects`;

/** One edit by another program: three fields of each contact, in plain SQL. */
export function editAll(path: string, columns: { title: string; phone: string; description: string }, also = ""): void {
  const { title, phone, description } = columns;
  const database = new DatabaseSync(path, { timeout: 10_000 });
  database.exec(
    `begin immediate;
     update contacts set ${title} = 'Chief ' || ${title}, ${phone} = ${phone} || ' x1',
       ${description} = 'Edited. ' || coalesce(${description}, '')${also};
     commit`,
  );
  database.close();
}

export function countRows(path: string, what: string): number {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  const [row] = database.prepare(`select count(*) as n from ${what}`).all() as { n: number }[];
  database.close();
  return row?.n ?? 0;
}
