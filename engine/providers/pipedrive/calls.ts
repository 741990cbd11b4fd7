import type { Work, Write } from "../../provider.ts";
import { needsCurrency, needsPresent } from "./body.ts";
import { peopleCalls } from "./lead-people.ts";
import { isNote } from "./notes.ts";
import { hasOwnField } from "./push.ts";
import { spellings } from "./search.ts";
import { isId, type Shape } from "./shapes.ts";

const READ_PAGE = 100;
const LIST_PAGE = 500;

/**
 * Requests that a piece of work takes when nothing of it is refused, nothing of it is archived, and each looked-for value
 * is found once. An amount in a field of the user's own, whose type is not known here, takes one more for its currency.
 * `fields` are those that the standard mapping reads.
 */
export function calls(work: Work, shape: Shape | null, fields: readonly string[]): number {
  if (shape === null) return 0;
  switch (work.op) {
    case "describe":
      return shape.type === "deals" ? 3 : 1;
    case "read":
      return work.count === 0 ? 0 : reads(shape, fields, work.count);
    // The newest of each list, and each list to its end; what changed and what is gone before and after it.
    case "all":
      if (work.count === 0) return 2 * shape.lists.length + 2;
      return (
        2 * shape.lists.length + 3 + Math.max(1, Math.ceil(work.count / LIST_PAGE)) + people(shape, fields, work.count)
      );
    case "find":
      return found(shape, fields, work);
    case "push":
      return pushed(shape, work.writes);
  }
}

const people = (shape: Shape, fields: readonly string[], count: number) =>
  shape.type === "leads" ? peopleCalls(fields, count) : 0;

function reads(shape: Shape, fields: readonly string[], count: number): number {
  return shape.type === "leads" ? count + peopleCalls(fields, count) : Math.ceil(count / READ_PAGE);
}

/** A search for each value, the list of what is young, and the records afresh; leads by way of what they hang on. */
function found(shape: Shape, fields: readonly string[], work: Extract<Work, { op: "find" }>): number {
  const { by, count, found = count } = work;
  if (count === 0) return 0;
  if (by === "id") return reads(shape, fields, count);
  const borrowed = shape.type === "leads" && /^(person|organization)_(?!id$)/.test(by);
  const searches = count * (borrowed ? 1 : spellings(by, "a").length);
  return searches + 1 + (borrowed ? count + peopleCalls(fields, count) : found === 0 ? 0 : reads(shape, fields, found));
}

function pushed(shape: Shape, writes: readonly Write[]): number {
  const ours = (id: string | null) => isId(shape, id) || (shape.type === "activities" && isNote(id ?? ""));
  const sent = writes.filter((write) => write.op === "create" || ours(write.externalId));
  const present = new Set(sent.filter((write) => needsPresent(shape, write, new Map())).map((each) => each.externalId));
  const money = sent.some((write) => write.op === "create" && needsCurrency(shape, write, null, new Map()));
  return (
    sent.length +
    (money ? 1 : 0) +
    (present.size === 0 ? 0 : reads(shape, [], present.size)) +
    (hasOwnField(writes) ? 1 : 0)
  );
}
