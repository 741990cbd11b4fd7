import type { FieldSettings, ObjectName, ObjectSettings, ProviderId, Settings } from "../../engine/index.ts";
import { objects, onlyListed, providerObjects, standardFields, standardMatch, standardReferences } from "./known.ts";
import type { FileConfig } from "./schema.ts";
import type { ChannelSettings, EnvConfig, Roles } from "./types.ts";

type FileObject = FileConfig["objects"][string];
type FileField = FileObject["fields"][string];

/** A checked file and a checked environment -> what the engine works by. */
export function buildSettings(file: FileConfig, env: EnvConfig): Settings {
  return {
    workspace: file.workspace,
    connections: Object.entries(file.connections).map(([name, told]) => ({
      name,
      provider: told.provider,
      app: { ...env.apps[told.provider], redirectUri: `${env.publicUrl}/oauth/callback/${told.provider}` },
      objects: synced(told.provider, told.objects),
      ...pollsOf(told),
      share: told.share,
      writeMode: told.writeMode,
      import: told.import,
      export: told.export,
    })),
    objects: Object.fromEntries(objects.map((name) => [name, buildObject(name, file.objects[name])])),
    ...(file.limits.compare === undefined ? {} : { comparePerHour: file.limits.compare }),
  };
}

/** B18, B32: one interval, those of single objects where they differ; B13: the hours of backfills. */
function pollsOf({ poll: { default: pollMs, ...polls }, offPeak }: FileConfig["connections"][string]) {
  return {
    pollMs,
    ...(Object.keys(polls).length > 0 ? { polls } : {}),
    ...(offPeak ? { offPeak } : {}),
  };
}

/** Parents before children, in whatever order the file lists them. */
function synced(provider: ProviderId, told: readonly ObjectName[] | undefined): readonly ObjectName[] {
  const usual = (object: ObjectName) => !onlyListed[provider]?.includes(object);
  return providerObjects[provider].filter((object) => told?.includes(object) ?? usual(object));
}

export function buildChannels(file: FileConfig): readonly ChannelSettings[] {
  return Object.entries(file.channels).map(([name, told]) => ({ name, ...told }));
}

/** Ids of Teams are the same in either case, and we compare them in small letters. */
export function buildRoles({ roles }: FileConfig): Roles {
  const same = (names: readonly string[]) =>
    names.map((name) => (name.startsWith("teams:") ? name.toLowerCase() : name));
  return { viewer: same(roles.viewer), operator: same(roles.operator), admin: same(roles.admin) };
}

function buildObject(name: ObjectName, told: FileObject | undefined): ObjectSettings {
  const own = told?.fields ?? {};
  const names = new Set([...(standardFields[name] ?? []), ...Object.keys(own)]);
  return {
    match: compared(told?.match ?? standardMatch[name] ?? [], own),
    required: told?.required.inbound ?? [],
    ...(told && told.required.outbound.length > 0 ? { requiredOutbound: told.required.outbound } : {}),
    doNotSync: told?.doNotSync ?? null,
    delete: told?.delete ?? "never",
    ...(told?.filter ? { filter: told.filter } : {}),
    ...(told?.active ? { active: told.active } : {}),
    fields: Object.fromEntries([...names].map((field) => [field, buildField(name, field, own[field])])),
  };
}

/** A field that is compared otherwise than its name says bears that in the match: "name:company". */
function compared(match: ObjectSettings["match"], fields: FileObject["fields"]): ObjectSettings["match"] {
  return match.map((level) =>
    level.map((field) => {
      const by = fields[field]?.compare;
      return by === undefined ? field : `${field}:${by}`;
    }),
  );
}

/** A field of the user's own has no standard name at a provider: where none is given, it is not mapped. */
function buildField(object: ObjectName, name: string, told: FileField | undefined): FieldSettings {
  const standard = standardFields[object]?.includes(name) ?? false;
  const { salesforce, hubspot, pipedrive } = told ?? {};
  const given = Object.entries({ salesforce, hubspot, pipedrive }).filter(([, remote]) => remote !== undefined);
  return {
    remote: standard
      ? Object.fromEntries(given)
      : { salesforce: null, hubspot: null, pipedrive: null, ...Object.fromEntries(given) },
    direction: told?.direction ?? (name === "id" ? "outbound" : "both"),
    behaviour: told?.behaviour ?? "overwrite",
    default: told?.default ?? null,
    type: told?.type?.type ?? null,
    references: told?.type?.references ?? standardReferences[object]?.[name] ?? null,
    ...(told?.cut ? { cut: true } : {}),
    ...(Object.keys(told?.translate ?? {}).length > 0 ? { translate: told?.translate } : {}),
    ...(told?.zone ? { zone: told.zone } : {}),
    ...(told?.currency ? { currency: told.currency } : {}),
  };
}
