import { z } from "zod";
import { duration, leaf, timeOfDay, zone } from "./leaves.ts";
import { mappingOf } from "./loose.ts";

/** Hours of a day by the clocks of a place; may go over midnight. */
export const localHours = z.strictObject({ from: timeOfDay(), to: timeOfDay(), zone: zone() });

/** Intervals in milliseconds: of the connection, and of single objects. */
export interface PollTimes {
  readonly default: number;
  readonly [object: string]: number;
}

const usualMs = 300_000;

/** "15m", or {default: 15m, contact: 1m} -> milliseconds. */
export function pollTimes() {
  return leaf<PollTimes>((found) => {
    if (typeof found !== "object" || found === null || Array.isArray(found)) {
      const one = duration().safeParse(found);
      return one.success ? { value: { default: one.data } } : refused(one.error);
    }
    // Which objects there are shows only in the whole file: see checks-schedules.ts.
    const times: Record<string, number> = {};
    for (const [name, told] of Object.entries(mappingOf(found))) {
      const one = duration().safeParse(told);
      if (!one.success) return refused(one.error, `${name} `);
      times[name] = one.data;
    }
    return { value: { ...times, default: times.default ?? usualMs } };
  });
}

function refused(error: z.ZodError, of = "") {
  const [issue] = error.issues;
  const told = mappingOf(issue?.code === "custom" ? issue.params : null);
  const { message, allowed, mend } = told;
  return {
    message: `${of}${typeof message === "string" ? message : "not a duration"}`,
    allowed: typeof allowed === "string" ? allowed : "a duration",
    ...(typeof mend === "string" ? { mend } : {}),
  };
}
