import { createHash } from "node:crypto";
import type { ObjectName } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import { readMeta, saveMeta } from "./meta.ts";
import type { Sql } from "./sql.ts";

/** Grows when match keys are made otherwise: then all of them are made anew. */
const KEYS = 2;

/** What a changed rule may have been the cause of. */
const CAUSES = [
  "SKIP_NO_EMAIL",
  "SKIP_BAD_EMAIL",
  "SKIP_EXCLUDED",
  "SKIP_RECORD_TYPE",
  "SKIP_NO_IDENTIFIER",
  "SKIP_NO_ACCOUNT",
  "SKIP_NO_OPPORTUNITY",
  "SKIP_NO_CONTACT",
  "SKIP_CONFLICTING_ID",
  "DUP_AMBIGUOUS",
  "DATA_REQUIRED_MISSING",
  "DATA_PICKLIST_INVALID",
  "DATA_TOO_LONG",
  "DATA_FORMAT",
  "DATA_TIMESTAMP",
  "SCHEMA_TYPE_CHANGED",
  "SCHEMA_FIELD_MISSING",
];
const AMONG = `(${CAUSES.map((code) => `'${code}'`).join(", ")})`;

/**
 * A configuration that reads otherwise than at the last start: records get their match keys anew, and what was refused
 * or left out by a rule is looked at again, in both directions. Nothing is done where nothing changed.
 */
export async function followRules(
  sql: Sql,
  objects: Readonly<Record<ObjectName, ObjectSettings>>,
  now: number,
): Promise<void> {
  for (const [object, { match, active: _, delete: __, ...rules }] of Object.entries(objects)) {
    if (await isNew(sql, `match:${object}`, { KEYS, match }, "rekey"))
      await sql.run("update records set keyed = 0 where object = ? and keyed = 1", [object]);
    if (await isNew(sql, `rules:${object}`, { match, rules }, "wait")) await lookAgainAt(sql, object, now);
  }
}

/** `first` = what an unknown past means: keys that may be old, or rules that have refused nothing yet. */
async function isNew(sql: Sql, key: string, rules: unknown, first: "rekey" | "wait"): Promise<boolean> {
  const print = createHash("sha256").update(JSON.stringify(rules)).digest("base64url");
  const before = await readMeta(sql, key);
  if (before === print) return false;
  await saveMeta(sql, key, print);
  return before === null ? first === "rekey" : true;
}

async function lookAgainAt(sql: Sql, object: ObjectName, now: number): Promise<void> {
  await sql.run(
    `update outcomes set due = ? where object = ? and direction = 'inbound' and outcome in ('skipped', 'failed')
       and reason in ${AMONG}`,
    [now, object],
  );
  await sql.run(
    `update outbox set state = 'pending', due = null, attempts = 0 where object = ? and state = 'failed'
       and record_id in (select subject from outcomes o where o.connection = outbox.connection and o.object = outbox.object
         and o.direction = 'outbound' and o.reason in ${AMONG})`,
    [object],
  );
  await sql.run(
    `insert into outbox (connection, object, record_id, lane)
     select connection, object, subject, 1 from outcomes where object = ? and direction = 'outbound'
       and outcome = 'skipped' and reason in ${AMONG}
     on conflict (connection, object, record_id) do nothing`,
    [object],
  );
}
