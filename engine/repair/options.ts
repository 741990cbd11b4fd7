import type { SchemaField, Value } from "../record.ts";
import { inwardConverter } from "../rules/mapping.ts";
import { outward } from "../rules/outward.ts";
import { spelledAlike } from "../rules/rename.ts";
import type { Choice } from "./seam.ts";
import { fieldsOf, type Situation } from "./situation.ts";

/** The values that a picklist takes for this record now, in the CRM's words: those of its controlling field alone. */
export function openOptions(situation: Situation, field: SchemaField): readonly Choice[] {
  const active = (field.options ?? []).filter((option) => option.active);
  const offered = offeredBy(situation, field);
  return active
    .filter((option) => offered === null || offered.has(option.value.toLowerCase()))
    .map(({ value, label }) => ({ value, label: label || value }));
}

/** null = nothing controls it, or what does is not known here. */
function offeredBy(situation: Situation, { depends }: SchemaField): ReadonlySet<string> | null {
  if (!depends) return null;
  const sent = outward(fieldsOf(situation), situation.map, situation.schema, "create").fields[depends.on];
  if (sent === undefined || sent === null || sent === "") return null;
  const offers = Object.entries(depends.offers).find(([value]) => value.toLowerCase() === String(sent).toLowerCase());
  return offers ? new Set(offers[1].map((value) => value.toLowerCase())) : null;
}

/** The allowed value that is written most like ours; null = none comes near. */
export function suggested(options: readonly Choice[], value: Value): string | null {
  if (value === null || value === "") return null;
  const ranked = options
    .map((option) => ({
      option,
      score: Math.max(spelledAlike(String(value), option.value), spelledAlike(String(value), option.label)),
    }))
    .sort((a, b) => b.score - a.score);
  const [best] = ranked;
  return best && best.score >= 0.5 ? best.option.value : null;
}

/** A value of the CRM in our words: what our record shall hold, so that it goes out as that value. */
export function inOurWords({ line, schema }: Situation, value: string): Value {
  if (line === null) return value;
  const ours = inwardConverter(line, schema)(value);
  return ours !== null && typeof ours === "object" ? value : ours;
}
