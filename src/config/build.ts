import type {
  ConnectionSettings,
  FieldSettings,
  ObjectName,
  ObjectSettings,
  ProviderId,
  Settings,
} from "../../engine/index.ts";
import { onDemand, optionalFields, readOnly, standardFields, standardMatch, standardReferences } from "./known.ts";
import { allObjects, offeredBy, ownObjects, usualOf } from "./own-objects.ts";
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
      ...synced(told.provider, told.objects, file),
      ...pollsOf(told),
      share: told.share,
      writeMode: told.writeMode,
      ...switchesOf(told),
    })),
    objects: Object.fromEntries(spokenOf(file).map((name) => [name, buildObject(name, file.objects[name])])),
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

/** B22 to B24: one switch for each direction, and those of single objects where they differ. */
function switchesOf({ import: into, export: out }: FileConfig["connections"][string]) {
  const { default: importing, ...imports } = into;
  const { default: exporting, ...exports } = out;
  return {
    import: importing,
    export: exporting,
    ...(Object.keys(imports).length > 0 ? { imports } : {}),
    ...(Object.keys(exports).length > 0 ? { exports } : {}),
  };
}

/** All objects but those that nobody asks for. */
function spokenOf(file: FileConfig): readonly ObjectName[] {
  const asked = [
    ...Object.keys(file.objects),
    ...Object.values(file.connections).flatMap(({ objects }) => objects ?? []),
  ];
  return allObjects(file).filter((object) => !onDemand.includes(object) || asked.includes(object));
}

/** Parents before children, in whatever order the file lists them; A12: with the CRM's names of those that the file adds. */
function synced(
  provider: ProviderId,
  told: readonly ObjectName[] | undefined,
  file: FileConfig,
): Pick<ConnectionSettings, "objects" | "names"> {
  const objects = told ? offeredBy(provider, file).filter((object) => told.includes(object)) : usualOf(provider, file);
  const names = [...ownObjects(file)].flatMap(([name, remote]) =>
    objects.includes(name) && remote[provider] !== undefined ? [[name, remote[provider]] as const] : [],
  );
  return { objects, ...(names.length > 0 ? { names: Object.fromEntries(names) } : {}) };
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
    ...(readOnly.includes(name) ? { readOnly: true } : {}),
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
  const members = optionalFields[object]?.[name];
  const standard = members !== undefined || (standardFields[object]?.includes(name) ?? false);
  const { salesforce, hubspot, pipedrive } = told ?? {};
  const given = Object.entries({ salesforce, hubspot, pipedrive }).filter(([, remote]) => remote !== undefined);
  return {
    remote: standard
      ? Object.fromEntries(given)
      : { salesforce: null, hubspot: null, pipedrive: null, ...Object.fromEntries(given) },
    direction: told?.direction ?? (readOnly.includes(object) ? "inbound" : name === "id" ? "outbound" : "both"),
    behaviour: told?.behaviour ?? "overwrite",
    default: told?.default ?? null,
    type: members === undefined ? (told?.type?.type ?? null) : "references",
    references: members ?? told?.type?.references ?? standardReferences[object]?.[name] ?? null,
    ...(told?.cut ? { cut: true } : {}),
    ...(Object.keys(told?.translate ?? {}).length > 0 ? { translate: told?.translate } : {}),
    ...(told?.zone ? { zone: told.zone } : {}),
    ...(told?.currency ? { currency: told.currency } : {}),
    ...(told?.conflict && told.conflict !== "newest" ? { conflict: told.conflict } : {}),
  };
}
