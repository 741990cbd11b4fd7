import type { Page } from "../provider.ts";
import type { ObjectName } from "../record.ts";
import { membersOf, setOf } from "../rules/sets.ts";
import { linksByExternalId } from "../store/links.ts";
import { type SetWrite, setsIn, writeSets } from "../store/members.ts";
import type { Sql } from "../store/sql.ts";

/** A field of some object that is a set of this object's records. */
export interface MemberOf {
  readonly object: ObjectName;
  readonly field: string;
}

interface At {
  readonly connection: string;
  readonly object: ObjectName;
  readonly now: number;
  readonly memberOf?: readonly MemberOf[] | undefined;
}

/** Who was deleted leaves every set that names him; `origin` = the connection that told it, null = it was done here. */
export async function leaveSets(sql: Sql, at: At, ids: readonly string[], origin: string | null): Promise<void> {
  if (!at.memberOf?.length || ids.length === 0) return;
  await replaceMembers(sql, at, new Map(ids.map((id) => [id, null])), origin);
}

/** Who was merged into another in the CRM is followed there by the sets that name him. To be done once links have moved. */
export async function followMergedMembers(sql: Sql, gone: Page["gone"], at: At): Promise<void> {
  const merges = gone.filter((one) => one.mergedInto !== null);
  if (!at.memberOf?.length || merges.length === 0) return;
  const ids = [...new Set(merges.flatMap((one) => [one.externalId, one.mergedInto ?? ""]))];
  const links = await linksByExternalId(sql, at.connection, at.object, ids);
  const records = new Map(links.map((link) => [link.externalId, link.recordId]));
  const moved = new Map<string, string>();
  for (const { externalId, mergedInto } of merges) {
    const [from, to] = [records.get(externalId), records.get(mergedInto ?? "")];
    if (from !== undefined && to !== undefined && from !== to) moved.set(from, to);
  }
  await replaceMembers(sql, at, moved, at.connection);
}

async function replaceMembers(
  sql: Sql,
  { memberOf = [], now }: At,
  moved: ReadonlyMap<string, string | null>,
  origin: string | null,
): Promise<void> {
  if (moved.size === 0) return;
  for (const { object, field } of memberOf) {
    const writes = (await setsIn(sql, object, field)).flatMap(({ id, members }): readonly SetWrite[] => {
      const before = membersOf(members);
      if (!before.some((one) => moved.has(one))) return [];
      return [{ object, id, field, members: setOf(before.flatMap((one) => lastOf(one, moved) ?? [])) }];
    });
    await writeSets(sql, writes, { origin, now });
  }
}

/** The end of a chain of merges. */
function lastOf(id: string, moved: ReadonlyMap<string, string | null>): string | null {
  let last: string | null = id;
  for (const passed = new Set<string>(); last !== null && moved.has(last) && !passed.has(last); ) {
    passed.add(last);
    last = moved.get(last) ?? null;
  }
  return last;
}
