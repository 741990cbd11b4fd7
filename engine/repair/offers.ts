import { reason } from "../reasons.ts";
import { conflictsOf } from "../store/conflicts.ts";
import { linkedRecords, linksByExternalId, linksByRecord } from "../store/links.ts";
import { readOutcomes } from "../store/outcomes.ts";
import { readRecords } from "../store/records.ts";
import { takenBy } from "../store/unlinked.ts";
import { askedFields } from "./asked-fields.ts";
import { matchesHere, matchesThere, nameOf, newNames, ownersThere, pageOf } from "./candidates.ts";
import { cutsOf } from "./edits.ts";
import { openOptions, suggested } from "./options.ts";
import type { Offer } from "./seam.ts";
import { fieldsOf, type Situation } from "./situation.ts";

/** Everything that its reason calls for and that can be done here, the best first; `again` always comes last (M1). */
export async function offersFor(situation: Situation): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  for (const make of makersFor(situation)) offers.push(...(await make(situation)));
  return [...offers, ...again(situation)];
}

type Make = (situation: Situation) => readonly Offer[] | Promise<readonly Offer[]>;

function makersFor(situation: Situation): readonly Make[] {
  const { cause } = situation;
  const code = cause.reason;
  if (code === "REC_CHANGED") return [sides];
  if (cause.direction === "inbound") {
    if (code === "SKIP_EXCLUDED" || code === "SKIP_RECORD_TYPE") return [include];
    if (code === "SKIP_CONFLICTING_ID" || code === "DUP_AMBIGUOUS") return [pickHere];
    if (cause.existingId !== null && PARENTS.has(code)) return [parent];
    if (code === "SCHEMA_FIELD_MISSING") return [remap, unmap];
    return [];
  }
  switch (code) {
    case "DATA_PICKLIST_INVALID":
    case "RULE_RECORD_TYPE":
      return [pick, keepOut];
    case "DATA_REQUIRED_MISSING":
      return [fill];
    case "DATA_TOO_LONG":
      return [cut, fill];
    case "RULE_VALIDATION":
      return [fill, keepOut];
    case "DATA_FORMAT":
    case "DATA_TIMESTAMP":
    case "DATA_INTEGRITY":
    case "SCHEMA_TYPE_CHANGED":
      return [fill];
    case "SCHEMA_FIELD_MISSING":
      return [remap, unmap];
    case "DUP_UNIQUE":
    case "DUP_RULE":
      return [link, anyway, fill];
    case "DUP_AMBIGUOUS":
      return [pickThere];
    case "REF_INVALID":
      return situation.line?.references === "owner" ? [owner] : [parent, fill];
    case "REF_NOT_SYNCED_YET":
      return [parent];
    case "REF_OWNER_INACTIVE":
      return [owner];
    case "REC_DELETED":
    case "REC_ARCHIVED":
    case "REC_CONVERTED":
      return [recreate, unlink];
    case "SKIP_EXCLUDED":
    case "SKIP_RECORD_TYPE":
      return [include];
    case "SKIP_WRITE_MODE":
      return [create];
    case "SKIP_NOT_LINKED":
      return [pickThere, create];
    case "PERM_FIELD":
      return [right, unmap];
    default:
      return [right];
  }
}

const PARENTS: ReadonlySet<string> = new Set([
  "REF_INVALID",
  "REF_NOT_SYNCED_YET",
  "SKIP_NO_ACCOUNT",
  "SKIP_NO_OPPORTUNITY",
  "SKIP_NO_CONTACT",
]);

const pick: Make = (situation) => {
  const { line, described } = situation;
  if (line === null || described === null) return [];
  const options = openOptions(situation, described);
  if (options.length === 0) return [];
  const value = fieldsOf(situation)[line.field] ?? null;
  const keeps = situation.cause.code === null || value !== null ? ("translate" as const) : null;
  return [{ kind: "pick", field: line.field, options, suggested: suggested(options, value), keeps }];
};

const fill: Make = (situation) => {
  const fields = askedFields(situation);
  const keeps = situation.cause.reason === "DATA_REQUIRED_MISSING" ? ("default" as const) : null;
  return fields.length === 0 ? [] : [{ kind: "fill", fields, keeps }];
};

const cut: Make = async (situation) => {
  const { line, described } = situation;
  const most = described?.length ?? null;
  if (line === null || most === null) return [];
  return [{ kind: "cut", field: line.field, most, shown: await cutsOf(situation, line.field, most, 3) }];
};

const link: Make = async (situation) => {
  const { worker, cause } = situation;
  const { existingId, connection, object } = cause;
  // One that is a record there already cannot be another one, too.
  if (existingId === null || (await isThere(situation))) return [];
  const taken = await worker.store.read((sql) => takenBy(sql, { connection, object }, [existingId]));
  if ((taken.get(existingId) ?? cause.example) !== cause.example) return [];
  const url = await pageOf(situation, object, existingId);
  return [{ kind: "link", externalId: existingId, name: null, url, each: cause.records > 1 }];
};

async function isThere({ worker, cause }: Situation): Promise<boolean> {
  const { connection, object, example } = cause;
  const links = await worker.store.read((sql) => linksByRecord(sql, object, [example], connection));
  return links.some((each) => !each.deletedInCrm);
}

/** Where the rule only warns; or where we were the ones who would not make a second one. */
const anyway: Make = async ({ worker, cause }) => {
  const { connection, object, example } = cause;
  const [row] = await worker.store.read((sql) =>
    readOutcomes(sql, { connection, object, direction: "outbound", subjects: [example], limit: 1 }),
  );
  return row?.mayForce || (cause.reason === "DUP_UNIQUE" && cause.code === null) ? [{ kind: "save_anyway" }] : [];
};

const pickThere: Make = async (situation) => {
  if (situation.cause.records > 1) return [{ kind: "each" }];
  if (!situation.live) return [{ kind: "match", side: "there", candidates: [] }];
  const candidates = await matchesThere(situation);
  return candidates.length === 0 ? [] : [{ kind: "match", side: "there", candidates }];
};

const pickHere: Make = async (situation) => {
  if (situation.cause.records > 1) return [{ kind: "each" }];
  if (!situation.live) return [{ kind: "match", side: "here", candidates: [] }];
  const candidates = await matchesHere(situation);
  return candidates.length === 0 ? [] : [{ kind: "match", side: "here", candidates }];
};

const remap: Make = async (situation) => {
  const candidates = await newNames(situation);
  return situation.line === null || candidates.length === 0
    ? []
    : [{ kind: "remap", field: situation.line.field, candidates }];
};

const unmap: Make = ({ line }) => (line === null ? [] : [{ kind: "unmap", field: line.field }]);

const owner: Make = async (situation) => {
  const options = await ownersThere(situation);
  const field = situation.line?.field ?? situation.map.find((each) => each.references === "owner")?.field;
  return field === undefined || options.length === 0 ? [] : [{ kind: "owner", field, options }];
};

/** The record that it points to: ours (outbound), or the CRM's that has not come in yet. */
const parent: Make = async (situation) => {
  const { worker, cause, line, map } = situation;
  const named = line ?? map.find((each) => each.field === cause.field);
  const object = named?.references;
  if (!object || cause.existingId === null || !worker.settings.objects[object]) return [];
  const id = cause.existingId;
  const ours = await worker.store.read(async (sql) => {
    if (cause.direction === "outbound") return id;
    return (await linkedRecords(sql, cause.connection, object, [id])).get(id) ?? null;
  });
  const record =
    ours === null
      ? null
      : (await worker.store.read((sql) => readRecords({ ...sql, lock: "" }, object, [ours]))).get(ours);
  return [{ kind: "parent", object, id, name: record ? nameOf(record.fields, record.id) : null }];
};

const sides: Make = async ({ worker, cause, record, externalId }) => {
  const { connection, object, example, direction } = cause;
  const rows = await worker.store.read((sql) =>
    conflictsOf(sql, { connection, object }, direction === "outbound" ? "record_id" : "external_id", [example]),
  );
  const [seen] = await worker.store.read((sql) =>
    linksByExternalId(sql, connection, object, [rows[0]?.externalId ?? externalId ?? ""]),
  );
  return rows.map((row) => ({
    kind: "side" as const,
    field: row.field,
    here: record?.fields[row.field] ?? null,
    there: seen?.seen[row.field] ?? null,
    newer: row.newer,
  }));
};

const recreate: Make = ({ cause }) => (cause.reason === "REC_DELETED" ? [{ kind: "recreate" }] : []);
const unlink: Make = () => [{ kind: "unlink" }];
const include: Make = () => [{ kind: "include" }];
const create: Make = () => [{ kind: "create" }];

/** E32: the right in the words of the CRM's own pages. */
const right: Make = async ({ worker, cause, schema, described }) => {
  const { provider } = worker.connections.get(cause.connection);
  const { identity, token } = await worker.connections.whereabouts(cause.connection);
  const words = provider.rightWords?.(
    { reason: cause.reason, object: cause.object, field: described?.name ?? null, schema, detail: cause.detail },
    identity,
    token,
  );
  return words ? [{ kind: "right", ...words }] : [];
};

/** One value of theirs may be nobody's business there: then all that have it stay away. */
const keepOut: Make = (situation) => {
  const { line, cause } = situation;
  const value = line === null ? null : (fieldsOf(situation)[line.field] ?? null);
  if (line === null || value === null || value === "" || cause.records < 2) return [];
  return [{ kind: "exclude", field: line.field, value: String(value) }];
};

/** Nothing that was left alone for good, or that waits by itself, is to be asked for again. */
const again = ({ cause }: Situation): readonly Offer[] => {
  if (cause.reason === "SKIP_CONVERTED" || cause.reason === "SKIP_OUTDATED" || cause.reason === "SKIP_NO_EXTERNAL_ID")
    return [];
  return reason(cause.reason).action === "skip" && cause.reason === "SKIP_WRITE_OFF" ? [] : [{ kind: "again" }];
};
