import type { PushResult } from "../provider.ts";
import type { ObjectName, Value } from "../record.ts";
import { type HeldLink, linksByExternalId } from "../store/links.ts";
import { recordVersions } from "../store/records.ts";
import type { SentLink } from "../store/sent.ts";
import type { Sql } from "../store/sql.ts";
import type { Writing } from "./plan.ts";

/** A write and its answer; null = it was not sent: the connection waits. */
export interface Written {
  readonly writing: Writing;
  readonly result: PushResult | null;
  /** The CRM says that it held all of it before. */
  readonly unmodified?: true;
}

/** E31: Salesforce's NOT_MODIFIED is no refusal: what was sent is what it holds. */
export function unmodified(written: Written): Written {
  const { writing, result } = written;
  const { externalId } = writing.write;
  if (result === null || result.ok || result.reason !== "SKIP_NO_CHANGE" || externalId === null) return written;
  return { writing, result: { key: result.key, ok: true, externalId, created: false }, unmodified: true };
}

const stranger = {
  ok: false,
  reason: "DUP_UNIQUE",
  detail: "The CRM has it already, linked to another record of ours.",
  field: null,
  code: null,
  status: null,
  retryAfterMs: null,
  unsure: false,
} as const;

/** Records that a pull has changed while their write was under way: the CRM may hold an older value than we do now. */
export async function overtaken(
  sql: Sql,
  object: ObjectName,
  written: readonly Written[],
): Promise<ReadonlySet<string>> {
  const versions = await recordVersions(
    sql,
    object,
    written.map(({ writing }) => writing.row.recordId),
  );
  const changed = written.filter(({ writing: { row, version } }) => versions.get(row.recordId) !== version);
  return new Set(changed.map(({ writing }) => writing.row.recordId));
}

/** A create that landed in a remote record of another one of ours: somebody has merged the two there meanwhile. */
export async function withoutStrangers(
  sql: Sql,
  { connection, object }: { connection: string; object: ObjectName },
  written: readonly Written[],
): Promise<readonly Written[]> {
  const ids = written.flatMap(({ writing, result }) =>
    result?.ok && writing.write.op === "create" ? [result.externalId] : [],
  );
  if (ids.length === 0) return written;
  const links = await linksByExternalId(sql, connection, object, ids);
  const owners = new Map(links.map((link) => [link.externalId, link.recordId]));
  return written.map((each) => {
    const { writing, result } = each;
    const { recordId: key } = writing.row;
    if (!result?.ok || (owners.get(result.externalId) ?? key) === key) return each;
    const { externalId: existingId } = result;
    return { writing, result: { ...stranger, key, existingId } };
  });
}

/** Records that were merged into others answer under the survivor's id. */
export function aliases(written: readonly Written[]): readonly (readonly [string, string])[] {
  return written.flatMap(({ writing: { write }, result }) =>
    result?.ok && write.externalId !== null && write.externalId !== result.externalId
      ? [[write.externalId, result.externalId] as const]
      : [],
  );
}

/** Creates whose record a pull has met before we learned that they were done: it may have been edited there since. */
export function metMeanwhile(written: readonly Written[], links: readonly HeldLink[]): readonly string[] {
  return written.flatMap(({ writing: { write, row }, result }) => {
    const met = links.some(
      (link) => result?.ok && link.recordId === row.recordId && link.externalId === result.externalId,
    );
    return write.op === "create" && met ? [row.recordId] : [];
  });
}

/** The links as they were planned by, where each update was accepted under the id that it was sent to; null otherwise. */
export function plannedLinks(written: readonly Written[]): readonly HeldLink[] | null {
  const links = written.flatMap(({ writing: { write, link }, result }) =>
    link && write.op === "update" && result?.ok && result.externalId === link.externalId ? [link] : [],
  );
  return links.length === written.length ? links : null;
}

/**
 * What the CRM holds now of the records that it accepted; a survivor that is linked to another record is pulled for that
 * one. `isSame` = all the records are as they were when this was planned.
 */
export function sentLinks(
  written: readonly Written[],
  links: readonly HeldLink[],
  isSame: boolean,
): readonly SentLink[] {
  const known = new Map(links.map((link) => [link.externalId, link]));
  const sentLinks: SentLink[] = [];
  for (const { writing, result } of written) {
    const { row, write, sent, isWhole } = writing;
    if (!result?.ok || write.op === "delete") continue;
    const found = known.get(result.externalId);
    const before = found?.recordId === row.recordId ? found : null;
    // A pull that met a new record under way knows newer values than those that it was created with.
    if (before ? write.op === "create" : write.externalId !== null) continue;
    // A create takes the place of nothing.
    const replaced: Record<string, Value> = {};
    if (before) for (const field of Object.keys(sent)) replaced[field] = before.seen[field] ?? null;
    sentLinks.push({
      externalId: result.externalId,
      recordId: row.recordId,
      seen: isSame && isWhole ? null : JSON.stringify({ ...before?.seen, ...sent }),
      sent,
      replaced,
      isNew: !before,
      place: before?.place ?? null,
      isTroubled: before !== null && before.state !== "synced",
    });
  }
  return sentLinks;
}
