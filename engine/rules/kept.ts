import type { Fields, ObjectName, Value } from "../record.ts";
import type { KeptRule } from "../repair/seam.ts";
import type { FieldMap } from "./field-map.ts";
import { plainValue } from "./plain-value.ts";

/** Records with this value are not sent: a person decided so. */
export interface KeptOut {
  readonly field: string;
  /** In plain form. */
  readonly value: string;
  readonly rule: Pick<KeptRule, "id" | "at">;
}

/** The rules in force of one object at one connection, oldest first: a later one about the same replaces an earlier one. */
export function inForce(all: readonly KeptRule[], connection: string, object: ObjectName): readonly KeptRule[] {
  return all
    .filter((one) => one.undone === null && one.connection === connection && one.object === object)
    .toSorted((a, b) => a.at - b.at);
}

/** The configured mapping with what people decided since. Pure. */
export function withKept(map: readonly FieldMap[], kept: readonly KeptRule[]): readonly FieldMap[] {
  return kept.reduce<readonly FieldMap[]>(added, map);
}

function added(map: readonly FieldMap[], { field, does }: KeptRule): readonly FieldMap[] {
  if (does.kind === "unmap") return map.filter((line) => line.field !== field);
  if (does.kind === "exclude") return map;
  if (does.kind === "default" && !map.some((line) => line.field === field))
    return [...map, constant(field, does.value)];
  return map.map((line) => (line.field === field ? changed(line, does) : line));
}

/** A field of the CRM that none of ours is mapped to gets the same value in every new record. */
function constant(remote: string, value: Value): FieldMap {
  return {
    field: remote,
    remote,
    direction: "outbound",
    behaviour: "fill",
    default: value,
    type: null,
    references: null,
  };
}

function changed(line: FieldMap, does: KeptRule["does"]): FieldMap {
  switch (does.kind) {
    case "translate":
      return { ...line, words: { ...line.words, [plainValue(does.from)]: does.to } };
    case "default":
      return { ...line, default: does.value };
    case "cut":
      return { ...line, cut: true };
    case "remap":
      return { ...line, remote: does.remote };
    case "side":
      return { ...line, wins: does.side === "here" ? "ours" : "theirs" };
    default:
      return line;
  }
}

/** What people decided to leave out there. */
export function keptOut(kept: readonly KeptRule[]): readonly KeptOut[] {
  return kept.flatMap(({ field, does, id, at }) =>
    does.kind === "exclude" ? [{ field, value: plainValue(does.value), rule: { id, at } }] : [],
  );
}

/** The decision that leaves a record out; null = none does. */
export function leftOutBy(fields: Fields, out: readonly KeptOut[]): KeptOut | null {
  return out.find(({ field, value }) => plainValue(String(fields[field] ?? "")) === value) ?? null;
}
