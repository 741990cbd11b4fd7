import { checkFilter, checkRequired, checkTables } from "./checks-filters.ts";
import { checkMatch, fieldsOf } from "./checks-match.ts";
import { type Finding, type Path, show, valueFinding } from "./faults.ts";
import { optionalFields, providers, standardFields } from "./known.ts";
import { mappingOf, textOf } from "./loose.ts";
import { nearest } from "./nearest.ts";
import { allObjects, offeredBy } from "./own-objects.ts";

/** One object's fields: whether each leads somewhere, and whether the rules name fields that exist. */
export function checkFields(name: string, object: unknown, used: readonly string[], raw: unknown): readonly Finding[] {
  const path = ["objects", name];
  const given = mappingOf(mappingOf(object).fields);
  return [
    ...Object.entries(given).flatMap(([field, settings]) =>
      checkField([...path, "fields", field], name, settings, raw),
    ),
    ...checkTwice([...path, "fields"], given, used),
    ...checkMatch(path, name, mappingOf(object).match, given, used),
    ...checkNamed(path, name, object, given),
  ];
}

function checkField(path: readonly string[], object: string, settings: unknown, raw: unknown): readonly Finding[] {
  const field = path.at(-1) ?? "";
  const standard = standardFields[object] ?? [];
  const place = { path, at: "name", found: show(field) } as const;
  if (field === "id") return checkId(place, settings);
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(field)) {
    const allowed = "1 to 63 small letters, digits and _, beginning with a letter";
    const near = nearest(field, standard);
    return [
      {
        ...place,
        message: "not a usable field name",
        allowed,
        nearest: near,
        mend: near === null ? "Rename it." : `Write ${near}.`,
      },
    ];
  }
  const elsewhere = [...checkOffered(path, object, settings, raw), ...checkTarget(path, settings, raw)];
  if (standard.includes(field) || optionalFields[object]?.[field] || elsewhere.length > 0) return elsewhere;
  const { salesforce, hubspot, pipedrive, type } = mappingOf(settings);
  if ([salesforce, hubspot, pipedrive, type].some((told) => told !== null && told !== undefined)) return [];
  const near = nearest(field, standard);
  const allowed = `${standard.join(", ")}, or a field of your own with its name in a CRM or its type`;
  const mend =
    near === null
      ? "Name the CRM's field, e.g. {salesforce: Region__c}, or the type of a field that stays here."
      : `Write ${near}, or name the CRM's field.`;
  return [{ ...place, message: "this field leads nowhere", allowed, nearest: near, mend }];
}

/** A name in a CRM that does not have the object at all. */
function checkOffered(path: readonly string[], object: string, settings: unknown, raw: unknown): readonly Finding[] {
  return providers.flatMap((provider) => {
    const remote = textOf(mappingOf(settings)[provider]);
    if (remote === null || offeredBy(provider, raw).includes(object)) return [];
    const message = `${provider} has no ${object} that can be synced`;
    return [valueFinding([...path, provider], message, remote, "nothing, or null", "Remove it.")];
  });
}

/** A reference to an object that there is. */
function checkTarget(path: readonly string[], settings: unknown, raw: unknown): readonly Finding[] {
  const type = textOf(mappingOf(settings).type);
  const target = type?.startsWith("reference:") ? type.slice("reference:".length) : null;
  const known = allObjects(raw);
  if (target === null || known.includes(target)) return [];
  const near = nearest(target, known);
  const mend = near === null ? "Name an object of this file." : `Write reference:${near}.`;
  const allowed = known.map((each) => `reference:${each}`).join(", ");
  const finding = valueFinding([...path, "type"], "a reference to an unknown object", type, allowed, mend);
  return [{ ...finding, nearest: near === null ? null : `reference:${near}` }];
}

/** Our id may stand in a CRM's own unique field, so that a repeated create is known again; it never comes back from there. */
function checkId(place: Pick<Finding, "path" | "at" | "found">, settings: unknown): readonly Finding[] {
  const { direction } = mappingOf(settings);
  if (direction === undefined || direction === null || direction === "outbound") return [];
  return [
    {
      ...place,
      message: "id is ours and comes from no CRM",
      allowed: "direction: outbound",
      nearest: null,
      mend: "Write direction: outbound.",
    },
  ];
}

/** Two of our fields on one of the CRM's would overwrite one another for ever. */
function checkTwice(path: Path, given: Readonly<Record<string, unknown>>, used: readonly string[]): readonly Finding[] {
  return used.flatMap((provider) => {
    const mapped = Object.entries(given).map(([field, settings]) => ({
      field,
      remote: textOf(mappingOf(settings)[provider]),
    }));
    return mapped.flatMap(({ field, remote }, i): readonly Finding[] => {
      const first = mapped
        .slice(0, i)
        .find((other) => remote !== null && other.remote?.toLowerCase() === remote.toLowerCase());
      if (!first) return [];
      const place = { path: [...path, field, provider], at: "value", found: show(remote), nearest: null } as const;
      return [
        {
          ...place,
          message: `${first.field} leads there too`,
          allowed: "each CRM field once",
          mend: "Map one of the two elsewhere.",
        },
      ];
    });
  });
}

function checkNamed(
  path: Path,
  name: string,
  object: unknown,
  given: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const fields = fieldsOf(name, given);
  const { required, filter, active, doNotSync } = mappingOf(object);
  return [
    ...checkRequired([...path, "required"], required, fields),
    ...checkFilter([...path, "filter"], filter, fields),
    ...checkFilter([...path, "active"], active, fields),
    ...Object.entries(given).flatMap(([field, told]) => checkTables([...path, "fields", field], told, fields)),
    ...checkGuard([...path, "doNotSync"], textOf(doNotSync), given),
  ];
}

/** No standard field is a boolean, so the one that guards a record is always one of the file's own. */
function checkGuard(path: Path, guard: string | null, given: Readonly<Record<string, unknown>>): readonly Finding[] {
  if (guard === null) return [];
  const place = { path, at: "value", found: show(guard), allowed: "a boolean field named below fields" } as const;
  if (!Object.hasOwn(given, guard)) {
    const near = nearest(guard, Object.keys(given));
    const mend = near === null ? "Add the field below fields, with type: boolean." : `Write ${near}.`;
    return [{ ...place, message: "unknown field", nearest: near, mend }];
  }
  const type = mappingOf(given[guard]).type;
  if (type === undefined || type === "boolean") return [];
  const mend = `Set type: boolean for ${guard}, or name another field.`;
  return [{ ...place, message: `a field of type ${show(type)}`, nearest: null, mend }];
}
