import type { Work } from "../../provider.ts";
import { needsHours } from "./activity-body.ts";
import { activityParts } from "./activity-parts.ts";
import { homeOf } from "./activity-push.ts";
import { BULK } from "./bulk.ts";
import { grouped } from "./push.ts";

const READ_PAGE = 2_000;
const FIND_PAGE = 200;
/** The newest record and the count, before the first page; what changed until then, and meanwhile. */
const BEGIN = 4;
/** The description, the job, and about as many looks whether it is ready. */
const JOB = 5;

/** Requests that a piece of work takes when nothing of it is refused; of activities, which are of several types, at most. */
export function calls(work: Work): number {
  if (work.object !== "activity") return callsOfOne(work);
  if (work.op === "describe") return activityParts.length;
  if (work.op === "all") return activityParts.length * BEGIN + callsOfOne(work);
  if (work.op !== "push") return work.count === 0 ? 0 : activityParts.length - 1 + callsOfOne(work);
  return activityParts.reduce((sum, part) => {
    const own = work.writes.filter((write) => homeOf(activityParts, write) === part);
    const hours = own.some((write) => needsHours(part, write)) ? 1 : 0;
    return sum + grouped(part.type === "Note" ? own.map((write) => ({ ...write, unique: null })) : own).length + hours;
  }, 0);
}

function callsOfOne(work: Work): number {
  switch (work.op) {
    case "describe":
      return 1;
    case "read":
      return Math.ceil(work.count / READ_PAGE);
    case "all":
      // Of none there is no count and no page.
      if (work.count === 0) return BEGIN - 1;
      return work.count >= BULK.from
        ? BEGIN + JOB + Math.ceil(work.count / BULK.most)
        : BEGIN + Math.max(1, Math.ceil(work.count / READ_PAGE));
    case "find":
      return Math.ceil(work.count / FIND_PAGE);
    case "push":
      return grouped(work.writes).length;
  }
}
