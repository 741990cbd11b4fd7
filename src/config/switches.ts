import { flag, leaf } from "./leaves.ts";
import { mappingOf } from "./loose.ts";

/** On or off: of the connection, and of single objects. */
export interface Switches {
  readonly default: boolean;
  readonly [object: string]: boolean;
}

const refused = { message: "not true or false", allowed: "true, false, or {default: true, OBJECT: false}" } as const;

/** true, or {default: true, deal: false}. Which objects there are shows only in the whole file: see checks-schedules.ts. */
export function switches() {
  return leaf<Switches>((found) => {
    if (typeof found !== "object" || found === null || Array.isArray(found)) {
      const one = flag().safeParse(found);
      return one.success ? { value: { default: one.data } } : { ...refused, mend: "Write true or false." };
    }
    const told: Record<string, boolean> = {};
    for (const [name, value] of Object.entries(mappingOf(found))) {
      if (typeof value !== "boolean") return { ...refused, message: `${name} is not true or false` };
      told[name] = value;
    }
    return { value: { ...told, default: told.default ?? true } };
  });
}
