import type { ObjectName, ProviderId } from "../../engine/index.ts";
import { objects, onlyListed, placed, providerObjects, providers } from "./known.ts";
import { mappingOf, textOf } from "./loose.ts";

/** The CRM's names of one object; a provider that is left out does not have it. */
export type Names = Readonly<Partial<Record<ProviderId, string>>>;

/** The objects that a file adds by `names` (A12), each after those of them that its fields point to, whatever else is wrong with it. */
export function ownObjects(raw: unknown): ReadonlyMap<ObjectName, Names> {
  const told = mappingOf(mappingOf(raw).objects);
  const added = Object.keys(told).filter((name) => isAddable(name) && hasNames(told[name]));
  const ordered = new Set<ObjectName>();
  const under = new Set<ObjectName>();
  const put = (name: ObjectName): void => {
    // Two that point to one another have no order: either may wait for the other.
    if (under.has(name) || ordered.has(name)) return;
    under.add(name);
    for (const parent of parentsOf(told[name])) if (added.includes(parent)) put(parent);
    ordered.add(name);
  };
  for (const name of added) put(name);
  return new Map([...ordered].map((name) => [name, namesOf(told[name])]));
}

/** All objects that can be spoken of, parents first. */
export function allObjects(raw: unknown): readonly ObjectName[] {
  return [...new Set([...objects, ...ownObjects(raw).keys()])];
}

/** Those that a connection to this provider can sync, parents first. */
export function offeredBy(provider: ProviderId, raw: unknown): readonly ObjectName[] {
  const own = [...ownObjects(raw)].filter(([, names]) => names[provider] !== undefined);
  return [...providerObjects[provider], ...own.map(([name]) => name)];
}

/** Those that it does sync where the file lists none: all but the ones that are asked for by name alone. */
export function usualOf(provider: ProviderId, raw: unknown): readonly ObjectName[] {
  return offeredBy(provider, raw).filter((object) => !onlyListed[provider]?.includes(object));
}

/** Whether the file says what CRMs call it: nobody else does. */
function isAddable(name: ObjectName): boolean {
  return placed.includes(name) || !objects.includes(name);
}

export function hasNames(object: unknown): boolean {
  return mappingOf(object).names !== undefined;
}

/** The CRM's names as the file gives them; null and what is no text stand for none. */
export function namesOf(object: unknown): Names {
  const names = mappingOf(mappingOf(object).names);
  return Object.fromEntries(
    providers.flatMap((provider) => {
      const name = textOf(names[provider]);
      return name === null ? [] : [[provider, name] as const];
    }),
  );
}

function parentsOf(object: unknown): readonly ObjectName[] {
  return Object.values(mappingOf(mappingOf(object).fields)).flatMap((field) => {
    const type = told(field);
    return typeof type === "string" && type.startsWith("reference:") ? [type.slice("reference:".length)] : [];
  });
}

/** The type of a field; a file that was checked already holds it in parts. */
function told(field: unknown): unknown {
  const { type } = mappingOf(field);
  const references = mappingOf(type).references;
  return typeof references === "string" ? `reference:${references}` : type;
}
