import type { Account } from "./accounts.ts";
import type { Crm } from "./crm.ts";
import type { Fields } from "./schema.ts";
import { type Hold, put } from "./table.ts";
import { tableOf } from "./writes.ts";

/** A record as a data load brings it: with its own stamps (ms since 1970), checked by nobody. */
export interface Loaded {
  readonly fields: Fields;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly deleted?: boolean;
  readonly hold?: Hold | null;
}

/** Puts rows in as they are, visible at once; answers their new ids in the same order. */
export function load(crm: Crm, account: Account, type: string, rows: readonly Loaded[]): readonly string[] {
  const table = tableOf(account, type);
  const { stampMs } = crm.dialect;
  const by = account.person.id;
  return rows.map((row) => {
    const id = crm.dialect.newId(account, type);
    const modifiedAt = Math.floor(row.modifiedAt / stampMs) * stampMs;
    const createdAt = Math.floor(row.createdAt / stampMs) * stampMs;
    const { fields, deleted = false, hold = null } = row;
    put(table, {
      id,
      fields,
      createdAt,
      modifiedAt,
      visibleAt: modifiedAt,
      modifiedBy: by,
      createdBy: by,
      deleted,
      mergedInto: null,
      hold,
      next: null,
      text: null,
    });
    return id;
  });
}
