import { z } from "zod";
import { Refusal } from "./refusal.ts";

/** Where a list goes on, as an opaque text; the first letter tells lists apart. */
export function writeCursor(list: string, place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString("base64url");
}

/** Null = from the start. Throws for a cursor that this list did not give. */
export function readCursor<T extends readonly [z.ZodType, ...z.ZodType[]]>(
  list: string,
  text: string | undefined,
  place: T,
): { [Key in keyof T]: z.output<T[Key]> } | null {
  if (text === undefined) return null;
  const read = z.tuple([z.literal(list), ...place]).safeParse(parsed(text));
  if (!read.success)
    throw new Refusal("QUERY_WRONG", "cursor: not one that this list gave. Leave it out to begin anew.", {
      field: "cursor",
    });
  const [, ...rest] = read.data;
  return rest as unknown as { [Key in keyof T]: z.output<T[Key]> };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
