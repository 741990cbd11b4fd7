import type { Work, Write } from "../../provider.ts";
import { wayOf } from "./activity-push.ts";
import { ACTIVITIES, activityTypes, BODY, CONTACT, DEAL, SUBJECT } from "./activity-types.ts";
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
  if (type === ACTIVITIES) return ofActivities(work);
  switch (work.op) {
    case "describe":
      return hasStages(type) ? 3 : 2;
    case "read":
      return Math.ceil(work.count / READ_PAGE);
    // The newest one tells how many there are; what changed and what was archived is looked for before and after it.
    case "all":
      return 5 + Math.max(1, Math.ceil(work.count / READ_PAGE));
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
  const changes = writes.flatMap((write) => Object.values(write.sets ?? {}));
  return (
    some(of("create").length > 0) +
    upserts.size +
    some(relinked("upsert").some((target) => typeof target === "string")) +
    some(relinked("update").some((target) => typeof target === "string")) +
    // Cleared: what stands there is read, and then archived.
    2 * some(relinked("update").includes(null)) +
    some(of("update").some((write) => Object.keys(write.fields).some((field) => field !== mirrored))) +
    some(changes.some((one) => one.add.length > 0)) +
    some(changes.some((one) => one.remove.length > 0)) +
    some(of("delete").length > 0)
  );
}

/** Each of the five types has requests of its own, and each page of records two for the contacts and the deals. */
function ofActivities(work: Work): number {
  switch (work.op) {
    case "describe":
      return activityTypes.length * calls(work, "tasks");
    case "all":
      return activityTypes.length * 2 + 3 * Math.ceil(work.count / READ_PAGE);
    case "read":
      return Math.min(work.count, activityTypes.length) * 3 * Math.ceil(work.count / READ_PAGE);
    case "find":
      return activityTypes.length * calls(work, "tasks");
    case "push":
      return activityTypes.reduce((sum, { type }) => sum + pushedTo(type, work.writes), 0);
  }
}

function pushedTo(type: string, writes: readonly Write[]): number {
  const own = writes.filter((write) => {
    const way = wayOf(write);
    return "of" in way && way.of.type === type;
  });
  const updates = own.filter((write) => write.op === "update");
  const some = (holds: (write: Write) => boolean) => (updates.some(holds) ? 1 : 0);
  // Who is associated is read, the new one put there and the old one taken away; so is the text of a note.
  const moved = [CONTACT, DEAL].reduce((sum, end) => sum + 3 * some(({ fields }) => end in fields), 0);
  const half = type === "notes" ? some(({ fields }) => SUBJECT in fields !== BODY in fields) : 0;
  return pushed(type, own) + moved + half;
}
