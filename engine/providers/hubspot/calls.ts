import type { Work, Write } from "../../provider.ts";
import { isOurs } from "./find.ts";
import { targetOf } from "./links.ts";
import { mirrorOf } from "./mirror.ts";
import { OWNERS } from "./owners.ts";
import { type Kind, kindOf } from "./push.ts";
import { hasStages, isIdentity } from "./schema.ts";

const READ_PAGE = 100;
const SEARCH_VALUES = 50;

/**
 * Requests that a piece of work takes when nothing of it is refused. In a portal that shows no associations as
 * properties each read of records takes one more.
 */
export function calls(work: Work, type: string): number {
  // Those who are active and those who are not are listed apart.
  if (type === OWNERS) return work.op === "read" || work.op === "find" ? 2 : 0;
  switch (work.op) {
    case "describe":
      return hasStages(type) ? 3 : 2;
    case "read":
      return Math.ceil(work.count / READ_PAGE);
    case "find":
      return Math.ceil(work.count / (isIdentity(type, work.by) || isOurs(work.by) ? READ_PAGE : SEARCH_VALUES));
    case "push":
      return pushed(type, work.writes);
  }
}

function pushed(type: string, writes: readonly Write[]): number {
  const of = (kind: Kind) => writes.filter((write) => kindOf(write) === kind);
  const some = (any: boolean) => (any ? 1 : 0);
  const relinked = (kind: "update" | "upsert") => of(kind).map((write) => targetOf(type, write));
  const upserts = new Set(of("upsert").map((write) => write.unique?.field));
  const mirrored = mirrorOf(type)?.property;
  return (
    some(of("create").length > 0) +
    upserts.size +
    some(relinked("upsert").some((target) => typeof target === "string")) +
    some(relinked("update").some((target) => typeof target === "string")) +
    // Cleared: what stands there is read, and then archived.
    2 * some(relinked("update").includes(null)) +
    some(of("update").some((write) => Object.keys(write.fields).some((field) => field !== mirrored))) +
    some(of("delete").length > 0)
  );
}
