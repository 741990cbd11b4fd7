import { type Finding, nameFinding, type Path, show, valueFinding } from "./faults.ts";
import { objects, providers, takenNames, takenWords } from "./known.ts";
import { mappingOf, textOf } from "./loose.ts";
import { ownObjects } from "./own-objects.ts";

/** An object that the file adds: a usable name, names in CRMs that have it, and every field told in full. */
export function checkOwn(name: string, object: unknown, raw: unknown): readonly Finding[] {
  const path = ["objects", name];
  return [...checkWord(path, name), ...checkNames([...path, "names"], name, raw), ...checkTypes(path, object)];
}

/** Names of a standard object's own: it has them already. */
export function checkNoNames(name: string, object: unknown): readonly Finding[] {
  const { names } = mappingOf(object);
  if (names === undefined) return [];
  const allowed = `objects of your own, not ${objects.join(", ")}`;
  return [nameFinding(["objects", name, "names"], `${name} has its names already`, allowed, "Remove it.")];
}

/** The name becomes a view and a path of the HTTP interface. */
function checkWord(path: readonly string[], name: string): readonly Finding[] {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
    const allowed = "1 to 40 small letters, digits and _, beginning with a letter";
    return [nameFinding(path, "not a usable name of an object", allowed, "Rename it.")];
  }
  if (!takenWords.includes(name) && !objects.some((known) => `${known}s` === name)) return [];
  return [nameFinding(path, "the name is taken", "a name that means nothing here yet", "Rename it.")];
}

/** Names in CRMs that can have such an object, each there once. */
export function checkNames(path: Path, name: string, raw: unknown): readonly Finding[] {
  const own = ownObjects(raw);
  const told = mappingOf(mappingOf(mappingOf(mappingOf(raw).objects)[name]).names);
  const found = providers.flatMap((provider): readonly Finding[] => {
    const remote = textOf(told[provider]);
    if (remote === null) return [];
    const at = [...path, provider];
    if (provider === "pipedrive")
      return [valueFinding(at, "Pipedrive has no objects of one's own", remote, "nothing, or null", "Remove it.")];
    const same = (other: string | undefined) => other?.toLowerCase() === remote.toLowerCase();
    const other = [...own].find(([each, names]) => each !== name && same(names[provider]))?.[0];
    const standard = Object.entries(takenNames[provider]).find(([taken]) => same(taken))?.[1];
    const taken = standard ?? other;
    if (taken === undefined) return [];
    return [valueFinding(at, `that is ${taken} here`, remote, "each object of a CRM once", `Use ${taken}.`)];
  });
  if (found.length > 0 || Object.keys(own.get(name) ?? {}).length > 0) return found;
  const mend = "Name it there, e.g. names: {salesforce: Vehicle__c}.";
  return [{ ...valueFinding(path, "no CRM has this object", told, "its name in a CRM or two", mend), at: "name" }];
}

/** Nobody but the file says what such a field holds: without a type its column could hold anything. */
function checkTypes(path: readonly string[], object: unknown): readonly Finding[] {
  const fields = mappingOf(mappingOf(object).fields);
  const named = Object.keys(fields).filter((field) => field !== "id");
  if (named.length === 0) {
    const mend = "Name its fields, e.g. fields: {name: {salesforce: Name, type: string}}.";
    return [nameFinding(path, "an object without fields", "one field or more", mend)];
  }
  return named.flatMap((field): readonly Finding[] => {
    const { type } = mappingOf(fields[field]);
    if (type !== undefined) return [];
    const at = [...path, "fields", field];
    const allowed = "every field of an object of your own with its type";
    return [
      {
        path: at,
        at: "name",
        message: "this field has no type",
        found: show(field),
        allowed,
        nearest: null,
        mend: "Add its type, e.g. type: string.",
      },
    ];
  });
}
