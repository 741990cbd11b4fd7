import type { Provider } from "../provider.ts";
import type { Behaviour, Direction, Fields, FieldType, ObjectName, Schema, SchemaField, Value } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import { type Convert, converterFor, isMisfit } from "./convert.ts";
import { domainKey } from "./match.ts";

/** One field of ours and its counterpart in one CRM. */
export interface FieldMap {
  readonly field: string;
  /** The CRM's field name. */
  readonly remote: string;
  readonly direction: Direction;
  readonly behaviour: Behaviour;
  /** Sent when our value is empty. */
  readonly default: Value;
  /** null = as the CRM describes it. */
  readonly type: FieldType | null;
  /** Our object that the field points to by our id. */
  readonly references: ObjectName | null;
}

/** A value that is left out, and why. */
export interface Problem {
  readonly field: string;
  readonly remote: string;
  readonly reason: "DATA_FORMAT" | "DATA_TIMESTAMP" | "SCHEMA_FIELD_MISSING" | "PERM_FIELD";
  /** Words for people, without the value. */
  readonly detail: string;
}

export interface Mapped {
  readonly fields: Fields;
  readonly problems: readonly Problem[];
}

/** The standard references, for fields that the settings do not speak of. */
const STANDARD_REFERENCES: Readonly<Record<string, ObjectName>> = { account_id: "account", contact_id: "contact" };

/**
 * What our standard fields hold, whatever a CRM makes of them: HubSpot keeps the day on which a deal closes as a time,
 * Salesforce as a day. Without one form they would correct one another for ever.
 */
const STANDARD_TYPES: Readonly<Record<ObjectName, Readonly<Record<string, FieldType>>>> = {
  deal: { amount: "number", close_date: "date" },
};

/**
 * The fields of an object that this provider's CRM shares with us: its standard names, added to and overridden by the
 * settings (null there = not mapped). Standard fields that the settings leave out go both ways, the newer value wins.
 */
export function objectMap(
  settings: ObjectSettings,
  provider: Pick<Provider, "id" | "fields">,
  object: ObjectName,
): readonly FieldMap[] {
  const standard = provider.fields[object] ?? {};
  const names = new Set([...Object.keys(standard), ...Object.keys(settings.fields)]);
  const map: FieldMap[] = [];
  for (const field of names) {
    const own = settings.fields[field];
    const told = own?.remote[provider.id];
    const remote = told === undefined ? standard[field] : told;
    if (remote === undefined || remote === null) continue;
    map.push({
      field,
      remote,
      direction: own?.direction ?? "both",
      behaviour: own?.behaviour ?? "overwrite",
      default: own?.default ?? null,
      type: own?.type ?? STANDARD_TYPES[object]?.[field] ?? null,
      references: own?.references ?? STANDARD_REFERENCES[field] ?? null,
    });
  }
  return map;
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
      const converted = step.convert(value);
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

/**
 * Our fields in the CRM's names and types. Only fields that go outbound and that the schema (null = not known) lets us
 * write. `op` "create" also sends the defaults of fields that are absent and leaves out what is empty; "update" speaks
 * of the given fields only, and null clears. Lengths and picklists are the CRM's to judge.
 */
export function outward(
  ours: Fields,
  map: readonly FieldMap[],
  schema: Schema | null,
  op: "create" | "update" = "update",
): Mapped {
  const fields: Record<string, Value> = {};
  const problems: Problem[] = [];
  for (const each of map) {
    if (each.direction === "inbound") continue;
    const given = ours[each.field];
    if (given === undefined && op === "update") continue;
    const empty = given === undefined || given === null || given === "";
    const value = empty ? each.default : given;
    if (value === null && op === "create") continue;
    const refusal = schema === null ? null : refuse(each, schema.fields[each.remote], op);
    const converted = converterFor(schema?.fields[each.remote]?.type ?? each.type)(value);
    const problem = refusal ?? (isMisfit(converted) ? converted : null);
    if (problem !== null) problems.push({ field: each.field, remote: each.remote, ...problem });
    else if (!isMisfit(converted)) fields[each.remote] = converted;
  }
  return { fields, problems };
}

function refuse(
  map: FieldMap,
  field: SchemaField | undefined,
  op: "create" | "update",
): Pick<Problem, "reason" | "detail"> | null {
  if (field === undefined) return { reason: "SCHEMA_FIELD_MISSING", detail: `the CRM has no field ${map.remote}` };
  const writable = op === "create" ? field.creatable : field.updatable;
  return writable ? null : { reason: "PERM_FIELD", detail: `${field.label} cannot be written` };
}

/** Our `domain` is a bare one, whatever address the CRM keeps: two CRMs would else correct one another for ever. */
function inwardConverter(map: FieldMap, schema: Schema | null): Convert {
  const convert = converterFor(typeOf(map, schema));
  if (map.field !== "domain") return convert;
  return (value) => {
    const converted = convert(value);
    return typeof converted === "string" ? domainKey(converted) || converted : converted;
  };
}

function typeOf(map: FieldMap, schema: Schema | null): FieldType | null {
  return map.type ?? schema?.fields[map.remote]?.type ?? null;
}
