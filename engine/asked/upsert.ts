import type { Fields, FieldType, Value, WorkspaceRecord } from "../record.ts";
import { converterFor, isMisfit } from "../rules/convert.ts";
import { matchKeys } from "../rules/match.ts";
import type { SavedRecord } from "../store/api-records.ts";

/** Which record of ours is meant. `match` = the one with the same match key, or a new one. */
export type Target =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "external"; readonly connection: string; readonly externalId: string }
  | { readonly by: "match" /** A record without a key is refused, not made. */; readonly keyed?: boolean }
  | { readonly by: "new" };

/** What another program wants to be so: only the given fields are written; null empties one. */
export interface RecordWrite {
  readonly target: Target;
  readonly fields: Fields;
  /** Nothing is written unless the record has this version. */
  readonly version?: number | undefined;
}

export type WriteRefusal =
  | "FIELD_UNKNOWN"
  | "VALUE_WRONG"
  | "ID_WRONG"
  | "NOT_LINKED"
  | "KEY_MISSING"
  | "MATCH_AMBIGUOUS"
  | "VERSION_STALE"
  | "NOT_FOUND";

export type WriteResult =
  | {
      readonly ok: true;
      readonly id: string;
      readonly version: number;
      readonly outcome: "created" | "updated" | "unchanged";
      /** Fields of the write that no connection of the object maps: they are kept here and sent nowhere; absent = none. */
      readonly unmapped?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code: WriteRefusal;
      readonly field: string | null;
      /** Words for people, without the value. */
      readonly detail: string;
    };

/** What the workspace knows of the records that a batch speaks of. */
export interface KnownRecords {
  readonly records: ReadonlyMap<string, WorkspaceRecord>;
  /** "connection externalId" -> our id. */
  readonly linked: ReadonlyMap<string, string>;
  /** Per level: key -> ids of the living records that have it. */
  readonly byKey: readonly ReadonlyMap<string, readonly string[]>[];
}

type Refused = WriteResult & { readonly ok: false };

export interface WriteRules {
  /** Our fields that other programs may write, with their types; null = not known. */
  readonly types: Readonly<Record<string, FieldType | null>>;
  readonly match: readonly (readonly string[])[];
  newId(): string;
}

export interface WritePlan {
  readonly results: readonly WriteResult[];
  readonly created: readonly SavedRecord[];
  readonly changed: readonly SavedRecord[];
}

/** Puts values into the form of their types, or says what is wrong with the first that cannot be. */
function typed(fields: Fields, types: WriteRules["types"]): { readonly ok: true; readonly fields: Fields } | Refused {
  const told: Record<string, Value> = {};
  for (const [field, value] of Object.entries(fields)) {
    const type = Object.hasOwn(types, field) ? types[field] : undefined;
    if (type === undefined) return refused("FIELD_UNKNOWN", field, "this object has no such field");
    const converted = converterFor(type)(value);
    if (isMisfit(converted)) return refused("VALUE_WRONG", field, converted.detail);
    if (typeof converted === "string" && converted.includes("\u0000"))
      return refused("VALUE_WRONG", field, "holds a NUL character, which a database does not take");
    told[field] = converted;
  }
  return { ok: true, fields: told };
}

/** Decides a batch in its order: a later row sees what an earlier one makes. */
export function planWrites(writes: readonly RecordWrite[], known: KnownRecords, rules: WriteRules): WritePlan {
  const now = new Map(known.records);
  const created = new Set<string>();
  const changed = new Set<string>();
  const ours = rules.match.map(() => new Map<string, string[]>());

  function decide(write: RecordWrite): WriteResult {
    const read = typed(write.fields, rules.types);
    if (!read.ok) return read;
    const { fields } = read;
    const meant = meantBy(write.target, fields);
    if (typeof meant === "object") return meant;
    const record = now.get(meant);
    if (write.version !== undefined && (!record || record.deleted || record.version !== write.version))
      return refused("VERSION_STALE", null, versionDetail(record));
    return record ? change(record, fields) : create(meant, fields);
  }

  function meantBy(target: Target, fields: Fields): string | Refused {
    if (target.by === "id") return isId(target.id) ? target.id : refused("ID_WRONG", "id", ID_FORM);
    if (target.by === "new") return rules.newId();
    if (target.by === "external") {
      const id = known.linked.get(`${target.connection} ${target.externalId}`);
      return id ?? refused("NOT_LINKED", null, `no record of ours is linked to this id on ${target.connection}`);
    }
    const keys = matchKeys(fields, rules.match);
    if (target.keyed && keys.every((key) => key === ""))
      return refused("KEY_MISSING", null, `it has neither an id nor ${keysInWords(rules.match)}`);
    for (const [level, key] of keys.entries()) {
      if (key === "") continue;
      const ids = [...(known.byKey[level]?.get(key) ?? []), ...(ours[level]?.get(key) ?? [])];
      const still = [...new Set(ids)].filter((id) => holds(id, level, key));
      if (still.length > 1)
        return refused("MATCH_AMBIGUOUS", null, `${still.length} records agree: ${still.slice(0, 5).join(", ")}`);
      if (still[0] !== undefined) return still[0];
    }
    return rules.newId();
  }

  /** Whether a record still has the key: an earlier row may have changed it. */
  function holds(id: string, level: number, key: string): boolean {
    const record = now.get(id);
    return record !== undefined && !record.deleted && matchKeys(record.fields, rules.match)[level] === key;
  }

  function create(id: string, fields: Fields): WriteResult {
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    keep({ object: "", id, fields: given, version: 1, deleted: false });
    created.add(id);
    return { ok: true, id, version: 1, outcome: "created" };
  }

  function change(record: WorkspaceRecord, fields: Fields): WriteResult {
    const { id, version } = record;
    const differs = Object.entries(fields).some(([field, value]) => value !== (record.fields[field] ?? null));
    if (!differs && !record.deleted) return { ok: true, id, version, outcome: "unchanged" };
    // A batch writes each record once, however many of its rows speak of it.
    const next = created.has(id) || changed.has(id) ? version : version + 1;
    keep({ ...record, fields: { ...record.fields, ...fields }, version: next, deleted: false });
    if (!created.has(id)) changed.add(id);
    return { ok: true, id, version: next, outcome: record.deleted ? "created" : "updated" };
  }

  function keep(record: WorkspaceRecord): void {
    now.set(record.id, record);
    for (const [level, key] of matchKeys(record.fields, rules.match).entries()) {
      const same = ours[level];
      if (key !== "" && same) same.set(key, [...(same.get(key) ?? []), record.id]);
    }
  }

  const saved = (ids: ReadonlySet<string>): readonly SavedRecord[] =>
    [...ids].flatMap((id) => {
      const fields = now.get(id)?.fields;
      return fields ? [{ id, fields, keys: matchKeys(fields, rules.match) }] : [];
    });
  const results = writes.map(decide);
  return { results, created: saved(created), changed: saved(changed) };
}

const ID_FORM = "an id has 1 to 200 characters, none of them a control character, and no space at an end";

function isId(id: string): boolean {
  return id.length > 0 && id.length <= 200 && id.trim() === id && !/\p{Cc}/u.test(id);
}

function keysInWords(match: WriteRules["match"]): string {
  return match.length === 0 ? "a match key" : match.map((level) => level.join(" and ")).join(", or ");
}

function versionDetail(record: WorkspaceRecord | undefined): string {
  return record && !record.deleted ? `the record has version ${record.version} now` : "there is no such record now";
}

export function refused(code: WriteRefusal, field: string | null, detail: string): Refused {
  return { ok: false, code, field, detail };
}
