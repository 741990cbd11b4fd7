import type { ConflictPolicy } from "../../engine/index.ts";
import { type Finding, type Path, show, valueFinding } from "./faults.ts";
import { leaf } from "./leaves.ts";
import { mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";

const policies = ["newest", "ours", "theirs", "ask"] as const satisfies readonly ConflictPolicy[];
const allowed = `${policies.join(", ")}, or one of them per connection`;

const asPolicy = (found: unknown) => policies.find((policy) => policy === found) ?? null;

/** Who wins when both sides changed a field: one word, or one for each connection that differs. */
export const conflictRule = leaf<ConflictPolicy | Readonly<Record<string, ConflictPolicy>>>((found) => {
  const one = asPolicy(found);
  if (one !== null) return { value: one };
  if (typeof found === "object" && found !== null && !Array.isArray(found)) {
    const told = Object.entries(found).map(([name, word]) => [name, asPolicy(word), word] as const);
    const wrong = told.find(([, policy]) => policy === null);
    if (wrong) return { message: `not a rule for conflicts: ${show(wrong[2])}`, allowed, nearest: near(wrong[2]) };
    return { value: Object.fromEntries(told.flatMap(([name, policy]) => (policy ? [[name, policy]] : []))) };
  }
  return { message: "not a rule for conflicts", allowed, nearest: near(found) };
});

function near(found: unknown): string | null {
  return typeof found === "string" ? nearest(found, policies) : null;
}

/** A rule for a connection that there is, of a field that can be in conflict. */
export function checkConflicts(raw: unknown): readonly Finding[] {
  const file = mappingOf(raw);
  const connections = Object.keys(mappingOf(file.connections));
  return Object.entries(mappingOf(file.objects)).flatMap(([object, own]) =>
    Object.entries(mappingOf(mappingOf(own).fields)).flatMap(([field, told]) => {
      const path = ["objects", object, "fields", field, "conflict"];
      return [...checkNames(path, told, connections), ...checkAsked(path, told)];
    }),
  );
}

function checkNames(path: Path, told: unknown, connections: readonly string[]): readonly Finding[] {
  const { conflict } = mappingOf(told);
  if (typeof conflict !== "object" || conflict === null || Array.isArray(conflict)) return [];
  return Object.keys(conflict)
    .filter((name) => !connections.includes(name))
    .map((name) => {
      const close = nearest(name, connections);
      const mend = close === null ? "Name a connection of this file." : `Write ${close}.`;
      const finding = valueFinding(path, "unknown connection", name, connections.join(", "), mend);
      return { ...finding, nearest: close };
    });
}

/** Only what goes both ways and is overwritten can lose anything. */
function checkAsked(path: Path, told: unknown): readonly Finding[] {
  const { conflict, direction, behaviour } = mappingOf(told);
  const words = typeof conflict === "string" ? [conflict] : Object.values(mappingOf(conflict));
  if (!words.includes("ask")) return [];
  const isMoot = [direction ?? "both", behaviour ?? "overwrite"].join() !== "both,overwrite";
  if (!isMoot) return [];
  const message = "nobody can be asked about this field";
  const both = "ask, where direction is both and behaviour overwrite";
  return [valueFinding(path, message, conflict, both, "Remove conflict, or let the field go both ways.")];
}
