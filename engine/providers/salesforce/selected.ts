import type { RemoteRecord } from "../../record.ts";
import { type Broken, ownColumns, readRow } from "./records.ts";
import { ROLES } from "./soql.ts";

/** What is asked of one of Salesforce's types, and how its rows are read. */
export interface Selected {
  readonly type: string;
  /** Every column that is asked for, ids and stamps among them. */
  readonly columns: readonly string[];
  /** A condition that all rows must meet; null = none. */
  readonly only: string | null;
  read(row: unknown): RemoteRecord | Broken;
}

/** All rows of a type, each field a column of the same name. */
export function allOf(type: string, fields: readonly string[]): Selected {
  return {
    type,
    columns: [...new Set([...ownColumns(type), ...fields])].filter((name) => name !== ROLES),
    only: null,
    read: (row) => readRow(row, fields),
  };
}
