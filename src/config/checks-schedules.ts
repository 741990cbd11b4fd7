import { type Finding, nameFinding, type Path, valueFinding } from "./faults.ts";
import { listOf, mappingOf, textOf } from "./loose.ts";
import { nearest } from "./nearest.ts";
import { allObjects } from "./own-objects.ts";

/** Intervals and switches only for objects that the connection syncs, and hours that are not none at all. */
export function checkSchedules(path: Path, connection: unknown, raw: unknown): readonly Finding[] {
  const { poll, objects: told, offPeak, import: into, export: out } = mappingOf(connection);
  return [
    ...checkObjects([...path, "poll"], poll, told, raw),
    ...checkObjects([...path, "import"], into, told, raw),
    ...checkObjects([...path, "export"], out, told, raw),
    ...checkOffPeak([...path, "offPeak"], offPeak),
  ];
}

function checkObjects(path: Path, byObject: unknown, told: unknown, raw: unknown): readonly Finding[] {
  if (typeof byObject !== "object" || byObject === null || Array.isArray(byObject)) return [];
  const listed = Array.isArray(told)
    ? listOf(told).filter((each) => typeof each === "string")
    : [...new Set([...allObjects(raw), ...Object.keys(mappingOf(mappingOf(raw).objects))])];
  const known = ["default", ...listed];
  return Object.keys(byObject)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      const mend = near === null ? "Remove it, or add the object." : `Write ${near}.`;
      const at = [...path.map(String), name];
      return { ...nameFinding(at, "this connection syncs no such object", known.join(", "), mend), nearest: near };
    });
}

function checkOffPeak(path: Path, offPeak: unknown): readonly Finding[] {
  const { from, to } = mappingOf(offPeak);
  if (textOf(from) === null || from !== to) return [];
  return [
    valueFinding(
      [...path, "to"],
      "ends when it begins",
      to,
      "another time than from",
      "Write when it ends, or remove it.",
    ),
  ];
}
