import type { Connection, Connections } from "../connections/connection.ts";
import { fingerprintOf } from "../connections/fingerprint.ts";
import { causeOf } from "../rules/probe.ts";
import { causeId, saveCauses, type Uncaused, uncaused } from "../store/causes.ts";
import type { Sql } from "../store/sql.ts";
import { refusedOf } from "./wake.ts";

const PAGE = 1_000;
/** More than so many in one look would hold up everybody else; the next look goes on. */
const PAGES = 20;

/** M2: gives every failure its cause, so that all that failed alike are one thing to decide. */
export async function findCauses(sql: Sql, { all }: Pick<Connections, "all">): Promise<void> {
  for (const connection of all) {
    const { name } = connection.settings;
    for (let page = 0; page < PAGES; page += 1) {
      const rows = await uncaused(sql, name, PAGE);
      const found = rows.map((row) => ({ ...row, cause: idOf(row, connection) }));
      if (found.length > 0) await saveCauses(sql, name, found);
      if (rows.length < PAGE) break;
    }
  }
}

function idOf(row: Uncaused, { settings, provider, maps }: Connection): string {
  const { object, direction, reason, field, detail, fields } = row;
  const about =
    direction === "outbound"
      ? causeOf(refusedOf({ ...row, fields: fields ?? {}, lastAt: 0, version: 0 }, maps[object] ?? []), provider.id)
      : [
          reason,
          field ?? "-",
          fingerprintOf({ provider: provider.id, code: null, status: null, field: null, detail }),
        ].join(" ");
  return causeId([settings.name, object, direction, about]);
}
