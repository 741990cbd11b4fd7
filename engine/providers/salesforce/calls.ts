import type { Work } from "../../provider.ts";
import { grouped } from "./push.ts";

const READ_PAGE = 2_000;
const FIND_PAGE = 200;

/** Requests that a piece of work takes when nothing of it is refused. */
export function calls(work: Work): number {
  switch (work.op) {
    case "describe":
      return 1;
    case "read":
      return Math.ceil(work.count / READ_PAGE);
    case "find":
      return Math.ceil(work.count / FIND_PAGE);
    case "push":
      return grouped(work.writes).length;
  }
}
