import type { Provider } from "../provider.ts";
import type { Fields, FieldType, ObjectName, ProviderId, Schema, Value } from "../record.ts";
import type { FieldSettings, ObjectSettings } from "../settings.ts";
import { type Convert, converterFor, isMisfit } from "./convert.ts";
import type { FieldMap, Mapped, Misfit, Problem } from "./field-map.ts";
import { bareDomain } from "./normalise.ts";
import { translateIn } from "./translate.ts";

export type { FieldMap, Mapped, Problem } from "./field-map.ts";

/** The standard references, for fields that the settings do not speak of. */
const STANDARD_REFERENCES: Readonly<Record<string, ObjectName>> = {
  account_id: "account",
  contact_id: "contact",
  deal_id: "deal",
  contact_ids: "contact",
};

/**
 * What our standard fields hold, whatever a CRM makes of them: HubSpot keeps the day on which a deal closes as a time,
 * Salesforce as a day. Without one form they would correct one another for ever.
 */
export const STANDARD_TYPES: Readonly<Record<ObjectName, Readonly<Record<string, FieldType>>>> = {
  deal: { amount: "number", close_date: "date", contact_ids: "references" },
  owner: { active: "boolean" },
  activity: { due: "date", done: "boolean" },
  event: { at: "datetime" },
};

/** Words of ours that a CRM says otherwise: object -> our field -> the CRM's words. What the settings say comes before. */
const STANDARD_WORDS: Readonly<
  Partial<Record<ProviderId, Readonly<Record<ObjectName, Readonly<Record<string, Readonly<Record<string, string>>>>>>>>
> = {
  salesforce: {
    activity: {
      type: { task: "Task", call: "Call", email: "Email", meeting: "Event", note: "Note" },
      done: { true: "Completed", false: "Not Started" },
    },
  },
};

/**
 * The fields of an object that this provider's CRM shares with us: its standard names, added to and overridden by the
 * settings (null there = not mapped). Standard fields that the settings leave out go both ways, the newer value wins.
 */
export function objectMap(
  settings: ObjectSettings,
  provider: Pick<Provider, "id" | "fields" | "optional">,
  object: ObjectName,
): readonly FieldMap[] {
  const standard = provider.fields[object] ?? {};
  const names = new Set([...Object.keys(standard), ...Object.keys(settings.fields)]);
  const map: FieldMap[] = [];
  for (const field of names) {
    const own = settings.fields[field];
    const told = own?.remote[provider.id];
    const remote = told === undefined ? (standard[field] ?? (own && provider.optional?.[object]?.[field])) : told;
    if (remote === undefined || remote === null) continue;
    const words = STANDARD_WORDS[provider.id]?.[object]?.[field];
    map.push({
      field,
      remote,
      direction: own?.direction ?? "both",
      behaviour: own?.behaviour ?? "overwrite",
      default: own?.default ?? null,
      type: own?.type ?? STANDARD_TYPES[object]?.[field] ?? null,
      references: own?.references ?? STANDARD_REFERENCES[field] ?? null,
      ...(words ? { translate: words } : {}),
      ...(own ? extras(own, provider.id) : {}),
    });
  }
  return map;
}

/** What most fields do not have. */
function extras(own: FieldSettings, provider: ProviderId): Partial<FieldMap> {
  const translate = own.translate?.[provider];
  return {
    ...(own.cut ? { cut: true } : {}),
    ...(translate ? { translate } : {}),
    ...(own.zone ? { zone: own.zone } : {}),
    ...(own.currency ? { currency: own.currency } : {}),
  };
}

const NO_PROBLEMS: readonly Problem[] = [];

/**
 * Makes the reader of remote fields, once per page. '' becomes null, values take the form of their type, references
 * stay external ids. A field that the remote record does not bring is left out; one that cannot be read is a problem.
 */
export function compileInward(map: readonly FieldMap[], schema: Schema | null): (remote: Fields) => Mapped {
  const steps = map
    .filter((each) => each.direction !== "outbound")
    .map((each) => ({ field: each.field, remote: each.remote, convert: inwardConverter(each, schema) }));

  return (remote) => {
    const fields: Record<string, Value> = {};
    let problems: Problem[] | null = null;
    for (const step of steps) {
      const value = remote[step.remote];
      if (value === undefined) continue;
      const converted = typeof value === "object" && value !== null ? listed(value, step.convert) : step.convert(value);
      if (isMisfit(converted)) {
        problems ??= [];
        problems.push({ field: step.field, remote: step.remote, ...converted });
      } else {
        fields[step.field] = converted;
      }
    }
    return { fields, problems: problems ?? NO_PROBLEMS };
  };
}

const NOT_SINGLE: Misfit = { reason: "DATA_MALFORMED", detail: "not a single value, and no field of ours holds more" };

/** A CRM's list of words is ours with semicolons; whatever else has parts (an address) is mapped part by part. */
function listed(value: unknown, convert: Convert): Value | Misfit {
  return Array.isArray(value) && value.every((part) => typeof part === "string")
    ? convert(value.join(";"))
    : NOT_SINGLE;
}

/** The CRM's value in our form. Our `domain` is a bare one, whatever address the CRM keeps: two CRMs would else correct one another for ever. */
export function inwardConverter(map: FieldMap, schema: Schema | null): Convert {
  const convert = converterFor(typeOf(map, schema), map.zone ?? null);
  const translate = map.translate ? translateIn(map.translate) : null;
  const told: Convert = translate === null ? convert : (value) => convert(translate(value));
  if (map.field === "done" && translate !== null) return doneOnly(told, translate);
  if (map.field !== "domain") return told;
  return (value) => {
    const converted = told(value);
    return typeof converted === "string" ? bareDomain(converted) || converted : converted;
  };
}

/** A CRM has many words for what is not done yet, and one for what is. */
function doneOnly(told: Convert, translate: (value: Value) => Value): Convert {
  return (value) => (typeof value === "string" && value !== "" && translate(value) === value ? false : told(value));
}

function typeOf(map: FieldMap, schema: Schema | null): FieldType | null {
  return map.type ?? schema?.fields[map.remote]?.type ?? null;
}
