import { z } from "zod";
import type { RepairAnswer, RepairScope } from "../../engine/index.ts";

/**
 * Where the controls of a repair stand: in a message that others see, on a card of its own that one person sees, or
 * beside something else that must stay.
 */
const places = ["alert", "own", "beside"] as const;
export type Place = (typeof places)[number];

/** What every control of a repair knows. `mark` null = the state of the records is not known to whoever drew it. */
export interface At {
  readonly scope: RepairScope;
  readonly mark: string | null;
  readonly place: Place;
}

const field = z.string();
const keep = z.boolean();
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const scope = z.union([
  z.object({ cause: z.string() }),
  z.object({
    connection: z.string(),
    object: z.string(),
    direction: z.enum(["inbound", "outbound"]),
    subject: z.string(),
  }),
]) satisfies z.ZodType<RepairScope>;

/** The arguments of a control, as they stand behind it. */
export const atArgs = { scope, mark: z.string().nullable(), place: z.enum(places) };

/** An answer as it stands behind a button. */
export const answerArgs = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pick"), field, value: z.string(), keep }),
  z.object({ kind: z.literal("fill"), values: z.record(z.string(), value), keep }),
  z.object({ kind: z.literal("cut"), field, keep }),
  z.object({ kind: z.literal("link"), externalId: z.string().nullable() }),
  z.object({ kind: z.literal("save_anyway") }),
  z.object({ kind: z.literal("match"), side: z.enum(["there", "here"]), id: z.string() }),
  z.object({ kind: z.literal("remap"), field, remote: z.string() }),
  z.object({ kind: z.literal("unmap"), field }),
  z.object({ kind: z.literal("owner"), field, value: z.string(), keep }),
  z.object({ kind: z.literal("parent") }),
  z.object({ kind: z.literal("side"), field, side: z.enum(["here", "there"]), keep }),
  z.object({ kind: z.literal("unlink") }),
  z.object({ kind: z.literal("recreate") }),
  z.object({ kind: z.literal("include") }),
  z.object({ kind: z.literal("create") }),
  z.object({ kind: z.literal("exclude"), field, value: z.string() }),
  z.object({ kind: z.literal("again") }),
]) satisfies z.ZodType<RepairAnswer>;

/** What a list asks for: the option that is picked completes the answer. */
export const askedArgs = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pick"), field }),
  z.object({ kind: z.literal("owner"), field }),
  z.object({ kind: z.literal("remap"), field }),
  z.object({ kind: z.literal("match"), side: z.enum(["there", "here"]) }),
]);
export type Asked = z.output<typeof askedArgs>;

/** The answer that a picked option makes. */
export function answerTo(asked: Asked, picked: string, kept: boolean): RepairAnswer {
  switch (asked.kind) {
    case "pick":
      return { kind: "pick", field: asked.field, value: picked, keep: kept };
    case "owner":
      return { kind: "owner", field: asked.field, value: picked, keep: kept };
    case "remap":
      return { kind: "remap", field: asked.field, remote: picked };
    case "match":
      return { kind: "match", side: asked.side, id: picked };
  }
}

/** The same answer as a rule from now on, or for these records alone. */
export function kept(answer: RepairAnswer, keeping: boolean): RepairAnswer {
  return "keep" in answer ? { ...answer, keep: keeping } : answer;
}

/** Said once, it holds for all records from then on, whatever they are. */
export function isRule(answer: RepairAnswer): boolean {
  if ("keep" in answer) return answer.keep;
  return answer.kind === "remap" || answer.kind === "unmap" || answer.kind === "exclude";
}
