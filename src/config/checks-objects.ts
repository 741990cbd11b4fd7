import { checkFields } from "./checks-fields.ts";
import { checkNames, checkNoNames, checkOwn } from "./checks-own.ts";
import { type Finding, nameFinding, type Path, valueFinding } from "./faults.ts";
import { later, objects, placed, providers } from "./known.ts";
import { listOf, mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";
import { allObjects, hasNames, namesOf, offeredBy } from "./own-objects.ts";

/** The objects of one connection: at least one, each once, and only those that its CRM has. */
export function checkListed(path: Path, connection: unknown, raw: unknown): readonly Finding[] {
  const { objects: told, provider: named } = mappingOf(connection);
  const listed = listOf(told);
  const provider = providers.find((known) => known === named);
  const all = allObjects(raw);
  const offered = provider === undefined ? all : offeredBy(provider, raw);
  const allowed = offered.join(", ");
  if (Array.isArray(told) && listed.length === 0)
    return [
      valueFinding(path, "no object is listed", listed, allowed, "List what to sync, or remove the line for all."),
    ];
  return listed.flatMap((object, i) => {
    if (listed.indexOf(object) < i)
      return [valueFinding([...path, i], "listed twice", object, "each object once", "Remove one of the two.")];
    if (typeof object !== "string" || offered.includes(object)) return [];
    if (!all.includes(object)) return [unknownListed([...path, i], object, offered)];
    return [
      valueFinding([...path, i], `${provider} has no ${object} that can be synced`, object, allowed, "Remove it here."),
    ];
  });
}

function unknownListed(path: Path, object: string, offered: readonly string[]): Finding {
  const allowed = offered.join(", ");
  if (later.objects.includes(object)) {
    const message = `${object} is not part of this version yet`;
    return valueFinding(path, message, object, allowed, "Remove it until a version has it.");
  }
  const near = nearest(object, offered);
  const mend = near === null ? `Write one of ${allowed}.` : `Write ${near}.`;
  return { ...valueFinding(path, "unknown object", object, allowed, mend), nearest: near };
}

export function checkObjects(raw: unknown): readonly Finding[] {
  return Object.entries(mappingOf(mappingOf(raw).objects)).flatMap(([name, object]) => {
    if (placed.includes(name)) return checkPlaced(name, object, raw);
    if (objects.includes(name)) return [...checkNoNames(name, object), ...checkObject(name, object, raw)];
    if (hasNames(object)) return [...checkOwn(name, object, raw), ...checkObject(name, object, raw)];
    const planned = later.objects.includes(name);
    const message = planned ? "this object is not part of this version yet" : "unknown object";
    const near = planned ? null : nearest(name, objects);
    const own = planned ? "Remove it." : "Remove it, or give its names, e.g. names: {salesforce: Vehicle__c}.";
    const mend = near === null ? own : `Write ${near}.`;
    return [{ ...nameFinding(["objects", name], message, objects.join(", "), mend), nearest: near }];
  });
}

/** An object of the workspace's own needs no CRM; where it has a place in one, that is named like any other's. */
function checkPlaced(name: string, object: unknown, raw: unknown): readonly Finding[] {
  if (!hasNames(object)) return checkFields(name, object, [], raw);
  return [...checkNames(["objects", name, "names"], name, raw), ...checkObject(name, object, raw)];
}

function checkObject(name: string, object: unknown, raw: unknown): readonly Finding[] {
  const used = usedProviders(raw);
  const offering = used.filter((provider) => offeredBy(provider, raw).includes(name));
  if (offering.length > 0) return checkFields(name, object, offering, raw);
  const own = namesOf(object);
  // That it has no name anywhere is told already.
  if (hasNames(object) && Object.keys(own).length === 0) return [];
  const allowed = allObjects(raw).filter((known) => used.some((provider) => offeredBy(provider, raw).includes(known)));
  const mend = "Remove it, or add a connection whose CRM has it.";
  return [nameFinding(["objects", name], `no connection has a ${name}`, allowed.join(", "), mend)];
}

function usedProviders(raw: unknown): readonly (typeof providers)[number][] {
  const named = Object.values(mappingOf(mappingOf(raw).connections)).map(
    (connection) => mappingOf(connection).provider,
  );
  const used = providers.filter((provider) => named.includes(provider));
  return used.length > 0 ? used : providers;
}
