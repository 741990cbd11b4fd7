import type { Fields, Schema, SchemaField, Value } from "../record.ts";
import { type Convert, isMisfit } from "./convert.ts";
import type { FieldMap, Mapped, Problem } from "./field-map.ts";
import { type Fit, fitFor } from "./fit.ts";
import { inwardConverter } from "./mapping.ts";

/** Our fields in the CRM's names and types; `kept` is what the CRM will hold, in our words, where that is not ours. */
export interface Sent extends Mapped {
  readonly kept: Fields;
}

export type Outward = (ours: Fields, op: "create" | "update", record?: Fields) => Sent;

interface OutwardStep {
  readonly map: FieldMap;
  readonly bring: Fit;
  /** Only where something may be lost on the way. */
  readonly back: Convert | null;
  readonly refusals: Readonly<Record<"create" | "update", Refusal | null>>;
}

const NOTHING: Fields = {};

/**
 * Makes the writer of our fields, once per batch. Only fields that go outbound and that the schema (null = not known)
 * lets us write. "create" also sends the defaults of fields that are absent and leaves out what is empty; "update"
 * speaks of the given fields only, and null clears. `record` is the whole record, where `ours` is a part of it.
 */
export function compileOutward(map: readonly FieldMap[], schema: Schema | null): Outward {
  const steps = map.filter((each) => each.direction !== "inbound").map((each) => outwardStep(each, schema));

  return (ours, op, record = ours) => {
    const fields: Record<string, Value> = {};
    let problems: Problem[] | null = null;
    let kept: Record<string, Value> | null = null;
    for (const { map: each, bring, back, refusals } of steps) {
      const given = ours[each.field];
      if (given === undefined && op === "update") continue;
      const empty = given === undefined || given === null || given === "";
      const value = empty ? each.default : given;
      if (value === null && op === "create") continue;
      const fitted = bring(value, record);
      const problem = refusals[op] ?? (isMisfit(fitted) ? fitted : null);
      if (problem !== null) {
        problems ??= [];
        problems.push({ field: each.field, remote: each.remote, ...problem });
      } else if (!isMisfit(fitted)) {
        fields[each.remote] = fitted;
        const held = back === null || empty ? given : back(fitted);
        if (held === undefined || held === given || isMisfit(held)) continue;
        kept ??= {};
        kept[each.field] = held;
      }
    }
    return { fields, problems: problems ?? [], kept: kept ?? NOTHING };
  };
}

function outwardStep(map: FieldMap, schema: Schema | null): OutwardStep {
  const field = schema?.fields[map.remote];
  const refuseOn = (op: "create" | "update") => (schema === null ? null : refuse(map, field, op));
  return {
    map,
    bring: fitFor(map, field),
    back: map.cut || map.words ? inwardConverter(map, schema) : null,
    refusals: { create: refuseOn("create"), update: refuseOn("update") },
  };
}

/** The same for one record alone. */
export function outward(
  ours: Fields,
  map: readonly FieldMap[],
  schema: Schema | null,
  op: "create" | "update" = "update",
): Mapped {
  const { fields, problems } = compileOutward(map, schema)(ours, op);
  return { fields, problems };
}

type Refusal = Pick<Problem, "reason" | "detail">;

function refuse(map: FieldMap, field: SchemaField | undefined, op: "create" | "update"): Refusal | null {
  if (field === undefined) return { reason: "SCHEMA_FIELD_MISSING", detail: `the CRM has no field ${map.remote}` };
  const writable = op === "create" ? field.creatable : field.updatable;
  return writable ? null : { reason: "PERM_FIELD", detail: `${field.label} cannot be written` };
}
