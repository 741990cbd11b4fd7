import { checkFields } from "./checks-fields.ts";
import { type Finding, nameFinding, type Path, valueFinding } from "./faults.ts";
import { later, objects, providerObjects, providers } from "./known.ts";
import { listOf, mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";

/** The objects of one connection: at least one, each once, and only those that its CRM has. */
export function checkListed(path: Path, connection: unknown): readonly Finding[] {
  const { objects: told, provider: named } = mappingOf(connection);
  const listed = listOf(told);
  const provider = providers.find((known) => known === named);
  const offered = provider === undefined ? objects : providerObjects[provider];
  const allowed = offered.join(", ");
  if (Array.isArray(told) && listed.length === 0)
    return [
      valueFinding(path, "no object is listed", listed, allowed, "List what to sync, or remove the line for all."),
    ];
  return listed.flatMap((object, i) => {
    if (listed.indexOf(object) < i)
      return [valueFinding([...path, i], "listed twice", object, "each object once", "Remove one of the two.")];
    if (!objects.some((known) => known === object) || offered.some((known) => known === object)) return [];
    return [
      valueFinding([...path, i], `${provider} has no ${object} that can be synced`, object, allowed, "Remove it here."),
    ];
  });
}

export function checkObjects(raw: unknown): readonly Finding[] {
  return Object.entries(mappingOf(mappingOf(raw).objects)).flatMap(([name, object]) => {
    if (objects.includes(name)) return checkObject(name, object, usedProviders(raw));
    const planned = later.objects.includes(name);
    const message = planned ? "this object is not part of this version yet" : "unknown object";
    const near = planned ? null : nearest(name, objects);
    const mend = near === null ? "Remove it." : `Write ${near}.`;
    return [{ ...nameFinding(["objects", name], message, objects.join(", "), mend), nearest: near }];
  });
}

function checkObject(name: string, object: unknown, used: readonly (typeof providers)[number][]): readonly Finding[] {
  const offering = used.filter((provider) => providerObjects[provider].includes(name));
  if (offering.length > 0) return checkFields(name, object, offering);
  const allowed = objects.filter((known) => used.some((provider) => providerObjects[provider].includes(known)));
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
