import type { Shape } from "./shapes.ts";

/** What becomes of a deal: Pipedrive's `status` holds it beside the stage in which the deal was then. */
export const ENDS = [
  { value: "won", label: "Won", active: true },
  { value: "lost", label: "Lost", active: true },
] as const;

export function isEnd(value: unknown): value is "won" | "lost" {
  return value === "won" || value === "lost";
}

/**
 * A deal's stage in Pipedrive's two fields. The other CRMs have "won" and "lost" among the stages, so they are for us:
 * a deal that is won keeps the stage that it has there, and one that is put into a stage is open (again).
 */
export function stageBody(stage: unknown): Readonly<Record<string, unknown>> {
  if (isEnd(stage)) return { status: stage };
  return stage === null ? { stage_id: null } : { stage_id: stage, status: "open" };
}

/** Who maps `status` to a field of its own has the stages alone in the other one: these are the fields that are synced. */
export function shapeFor(shape: Shape, fields: readonly string[]): Shape {
  const { stage_id: stage } = shape.standard;
  if (stage?.kind !== "stage" || !fields.includes("status")) return shape;
  return { ...shape, standard: { ...shape.standard, stage_id: { ...stage, kind: "option" } } };
}
