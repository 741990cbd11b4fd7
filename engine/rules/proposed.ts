import type { Provider } from "../provider.ts";
import type { Behaviour, Direction, FieldType, ObjectName, Value } from "../record.ts";
import type { FieldSettings, ObjectSettings } from "../settings.ts";
import type { FieldMap } from "./field-map.ts";
import { objectMap } from "./mapping.ts";

/** A mapping as somebody would write it; what is left out stays as configured, or as the configuration's defaults are. */
export interface MappingAsked {
  readonly connection: string;
  readonly object: ObjectName;
  /** Ours, and the CRM's. */
  readonly field: string;
  readonly remote: string;
  readonly direction?: Direction | undefined;
  readonly behaviour?: Behaviour | undefined;
  readonly default?: Value | undefined;
  readonly type?: FieldType | null | undefined;
  readonly references?: ObjectName | null | undefined;
  readonly cut?: boolean | undefined;
  readonly zone?: string | undefined;
  /** Our field that holds the currency. */
  readonly currency?: string | undefined;
  /** Our words -> this CRM's. */
  readonly translate?: Readonly<Record<string, string>> | undefined;
}

export interface Proposed {
  /** What the configuration would say of our field. */
  readonly settings: FieldSettings;
  readonly line: FieldMap;
  /** All of the object's mappings on this provider, the new one among them. */
  readonly map: readonly FieldMap[];
}

/** A field of the user's own has no standard name anywhere. */
const nowhere = { salesforce: null, hubspot: null, pipedrive: null } as const;

/** What the configuration would make of a mapping that is not saved. Pure. */
export function proposed(
  asked: MappingAsked,
  own: ObjectSettings,
  provider: Pick<Provider, "id" | "fields">,
): Proposed {
  const { field, object, remote, translate } = asked;
  const before = own.fields[field];
  const { cut = before?.cut, zone = before?.zone, currency = before?.currency } = asked;
  const settings: FieldSettings = {
    ...before,
    remote: { ...(before?.remote ?? nowhere), [provider.id]: remote },
    direction: asked.direction ?? before?.direction ?? (field === "id" ? "outbound" : "both"),
    behaviour: asked.behaviour ?? before?.behaviour ?? "overwrite",
    default: asked.default === undefined ? (before?.default ?? null) : asked.default,
    type: asked.type === undefined ? (before?.type ?? null) : asked.type,
    references: asked.references === undefined ? (before?.references ?? null) : asked.references,
    ...(cut === undefined ? {} : { cut }),
    ...(zone ? { zone } : {}),
    ...(currency ? { currency } : {}),
    ...(translate ? { translate: { ...before?.translate, [provider.id]: translate } } : {}),
  };
  const map = objectMap({ ...own, fields: { ...own.fields, [field]: settings } }, provider, object);
  const line = map.find((each) => each.field === field);
  if (!line) throw new Error(`the mapping of ${field} is missing in its own map`);
  return { settings, line, map };
}
