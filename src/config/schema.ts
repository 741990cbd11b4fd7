import { z } from "zod";
import { comparisons, type FieldType } from "../../engine/index.ts";
import { conflictRule } from "./conflicts.ts";
import type { Path } from "./faults.ts";
import { filterRule } from "./filters.ts";
import { fieldTypes, later, noticeKinds, objects, platforms, providers } from "./known.ts";
import { flag, leaf, list, locale, oneOf, percent, section, text, timeOfDay, zone } from "./leaves.ts";
import { nearest } from "./nearest.ts";
import { localHours, pollTimes } from "./schedules.ts";
import { switches } from "./switches.ts";
import { requiredFields, translationKeys, translations } from "./tables.ts";
import { isUuid } from "./teams.ts";

/** Which objects there are depends on the file, so that is checked with the others. */
const objectName = text("an object's name", objects.join(", "));
const fieldName = text("a field's name", "the name of a field of this object");

const connection = z.strictObject({
  provider: oneOf("provider", providers, later.providers),
  objects: list(objectName).optional(),
  poll: pollTimes().default({ default: 300_000 }),
  share: percent().default(0.7),
  writeMode: oneOf("write mode", ["create", "update", "upsert"]).default("upsert"),
  import: switches().default({ default: true }),
  export: switches().default({ default: true }),
  offPeak: section(localHours).nullable().optional(),
});

/** null = not mapped at this provider. */
/** Pipedrive's own fields are known by a hash of 40 digits, with or without the part of one that has several. */
const remoteName = leaf<string | null>((found) =>
  found === null || (typeof found === "string" && /^([A-Za-z][\w.]{0,99}|[0-9a-f]{40}(_\w{1,40})?)$/.test(found))
    ? { value: found }
    : { message: "not a CRM field's name", allowed: "the API name of the CRM's field, or null for none" },
);

/** "reference:account" -> a reference that points to accounts; whether there is such an object is checked with the others. */
const fieldType = leaf<{ type: FieldType; references: string | null }>((found) => {
  const known = [...fieldTypes, ...objects.map((object) => `reference:${object}`)];
  const plain = fieldTypes.find((type) => type === found);
  if (plain !== undefined) return { value: { type: plain, references: null } };
  const [, target] = (typeof found === "string" && /^reference:([a-z][a-z0-9_]*)$/.exec(found)) || [];
  if (target !== undefined) return { value: { type: "reference", references: target } };
  return {
    message: "unknown type",
    allowed: known.join(", "),
    nearest: typeof found === "string" ? nearest(found, known) : null,
  };
});

const fallback = leaf<string | number | boolean | null>((found) =>
  found === null ||
  typeof found === "string" ||
  typeof found === "boolean" ||
  (typeof found === "number" && Number.isFinite(found))
    ? { value: found }
    : { message: "not a single value", allowed: "a text, a number, true, false or null" },
);

const field = z.strictObject({
  salesforce: remoteName.optional(),
  hubspot: remoteName.optional(),
  pipedrive: remoteName.optional(),
  direction: oneOf("direction", ["both", "inbound", "outbound"]).default("both"),
  behaviour: oneOf("behaviour", ["fill", "overwrite", "ignore"]).default("overwrite"),
  default: fallback.default(null),
  type: fieldType.optional(),
  cut: flag().default(false),
  compare: oneOf("way to compare", comparisons).optional(),
  translate: section(translations).default({}),
  zone: zone().optional(),
  currency: fieldName.optional(),
  conflict: conflictRule.optional(),
});

const crmObject = leaf<string | null>((found) =>
  found === null || (typeof found === "string" && /^[A-Za-z0-9][\w-]{0,99}$/.test(found))
    ? { value: found }
    : {
        message: "not a CRM's name of an object",
        allowed: 'the API name, e.g. Vehicle__c or "2-1234567", or null for none',
      },
);

const names = z.strictObject({
  salesforce: crmObject.optional(),
  hubspot: crmObject.optional(),
  pipedrive: crmObject.optional(),
});

const object = z.strictObject({
  names: section(names).optional(),
  match: list(list(fieldName)).optional(),
  required: requiredFields.default({ inbound: [], outbound: [] }),
  filter: filterRule().optional(),
  active: filterRule().optional(),
  doNotSync: fieldName.nullable().default(null),
  delete: oneOf("way of a delete", ["never", "inbound", "outbound", "both"]).default("never"),
  fields: section(z.record(z.string(), section(field))).default({}),
});

const digest = z.strictObject({ at: timeOfDay(), zone: zone() });

const channel = z.strictObject({
  platform: oneOf("platform", platforms),
  channel: text("a channel", 'the channel\'s id or name, e.g. C0123456789 or "#crm-sync"', (word) =>
    /^\S+$/.test(word),
  ),
  subscribe: list(oneOf("kind of notice", noticeKinds)).default([...noticeKinds]),
  digest: digest.nullable().default(null),
  quiet: localHours.nullable().default(null),
  showValues: flag().default(false),
});

const person = "slack:U…, teams:UUID, slack-group:S…";
const isPerson = (word: string) =>
  /^(slack:[UW]|slack-group:S)[A-Z0-9]+$/.test(word) || (word.startsWith("teams:") && isUuid(word.slice(6)));

function mendPerson(found: unknown): { mend?: string } {
  if (found === "*") return { mend: 'Name people or groups: "*" is for viewer only.' };
  if (typeof found !== "string") return {};
  if (isUuid(found)) return { mend: `Write teams:${found}.` };
  if (found.startsWith("teams-group:")) return { mend: "Name each person of the group by teams: and their object id." };
  if (found.startsWith("teams:"))
    return { mend: "Write teams: and the person's Object ID, from their page in the Microsoft Entra admin center." };
  if (!/^[UWS][A-Z0-9]+$/.test(found)) return {};
  return { mend: `Write ${found.startsWith("S") ? "slack-group" : "slack"}:${found}.` };
}

const people = list(text("a person or group", person, isPerson, mendPerson)).default([]);
const everybody = `${person}, or "*" for everybody`;

const roles = z.strictObject({
  viewer: list(text("a person or group", everybody, (word) => word === "*" || isPerson(word), mendPerson)).default([]),
  operator: people,
  admin: people,
});

const callsAnHour = leaf<number>((found) =>
  typeof found === "number" && Number.isInteger(found) && found >= 0 && found <= 10_000
    ? { value: found }
    : { message: "not a number of calls", allowed: "a whole number from 0 to 10000; 0 turns it off" },
);

/** `compare`: calls that the rolling comparison may spend on a connection in an hour. */
const limits = z.strictObject({ compare: callsAnHour.optional() });

/** The whole of crmsync.yml, as it is once read. */
export const fileSchema = z.strictObject({
  workspace: text("a name", "a name for the workspace").default("crmsync"),
  locale: locale().default("en-US"),
  connections: section(z.record(z.string(), section(connection))),
  objects: section(z.record(z.string(), section(object))).default({}),
  channels: section(z.record(z.string(), section(channel))).default({}),
  roles: section(roles).default({ viewer: [], operator: [], admin: [] }),
  limits: section(limits).default({}),
});

export type FileConfig = z.output<typeof fileSchema>;

const keys: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(fileSchema.shape),
  "connections.*": Object.keys(connection.shape),
  "connections.*.offPeak": Object.keys(localHours.shape),
  "objects.*": Object.keys(object.shape),
  "objects.*.names": Object.keys(names.shape),
  "objects.*.fields.*": Object.keys(field.shape),
  "objects.*.fields.*.translate": translationKeys,
  "channels.*": Object.keys(channel.shape),
  "channels.*.digest": Object.keys(digest.shape),
  "channels.*.quiet": Object.keys(localHours.shape),
  roles: Object.keys(roles.shape),
  limits: Object.keys(limits.shape),
};

/** The settings that may stand at this place, and those that a later version will know there. */
export function keysAt(path: Path): { readonly known: readonly string[]; readonly later: readonly string[] } {
  const named = path[0] !== "roles" && path[0] !== "limits";
  const pattern = path.map((part, i) => (named && (i === 1 || i === 3) ? "*" : part)).join(".");
  return { known: keys[pattern] ?? [], later: later.keys[pattern] ?? [] };
}
