import type { ReasonCode } from "../reasons.ts";
import type { ObjectName } from "../record.ts";
import { listRecords, type RecordFilter } from "../store/api-records.ts";
import { linkedRecords, linksByRecord } from "../store/links.ts";
import { type OutcomeFilter, type OutcomeRow, readOutcomes } from "../store/outcomes.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** One record of ours; with a connection, it is done again there alone. */
export interface OurRecord {
  readonly object: ObjectName;
  readonly id: string;
  readonly connection?: string | undefined;
}

/** A record that only a CRM has: it was left out on its way in. */
export interface TheirRecord {
  readonly connection: string;
  readonly object: ObjectName;
  readonly externalId: string;
}

/** Records of ours that hold all conditions; with a connection, they are done again there alone. */
export interface FilteredRecords {
  readonly object: ObjectName;
  readonly conditions: readonly RecordFilter[];
  readonly connection?: string | undefined;
}

/** What is to be done again: records by name or by filter, or what stands wrong for a reason, on a connection, of an object. */
export type Selection =
  | { readonly record: OurRecord }
  | { readonly remote: TheirRecord }
  | { readonly several: readonly (OurRecord | TheirRecord)[] }
  | { readonly filter: FilteredRecords }
  | {
      readonly outcomes: Pick<OutcomeFilter, "connection" | "object" | "direction" | "outcome"> & {
        readonly reason?: ReasonCode;
      };
    };

/** One record on one way of one connection. */
export interface Piece {
  readonly connection: string;
  readonly object: ObjectName;
  readonly direction: "inbound" | "outbound";
  readonly subject: string;
}

/** The most that one resync takes on: records of a filter, or of what stands wrong. */
export const mostAtOnce = 50_000;

/** Everything that a selection asks for, each piece once. */
export async function pieces(sql: Sql, worker: Worker, selection: Selection): Promise<readonly Piece[]> {
  if ("outcomes" in selection)
    return (await readOutcomes(sql, { ...selection.outcomes, limit: mostAtOnce })).map(pieceOf);
  if ("remote" in selection) return ofRemote(sql, selection.remote);
  if ("record" in selection) return ofRecords(sql, worker, selection.record, [selection.record.id]);
  if ("filter" in selection) {
    const { object, conditions } = selection.filter;
    const page = { after: null, limit: mostAtOnce };
    const ids = (await listRecords(sql, object, conditions, page)).map((one) => one.id);
    return ofRecords(sql, worker, selection.filter, ids);
  }
  const all: Piece[] = [];
  const ours = selection.several.filter((one) => "id" in one);
  for (const group of Map.groupBy(ours, (one) => `${one.object} ${one.connection ?? ""}`).values()) {
    const [first] = group;
    if (first) all.push(...(await ofRecords(sql, worker, first, [...new Set(group.map((one) => one.id))])));
  }
  for (const one of selection.several) if (!("id" in one)) all.push(...(await ofRemote(sql, one)));
  return [...new Map(all.map((piece) => [Object.values(piece).join("\n"), piece])).values()];
}

const pieceOf = ({ connection, object, direction, subject }: OutcomeRow): Piece => ({
  connection,
  object,
  direction,
  subject,
});

async function ofRemote(sql: Sql, { connection, object, externalId }: TheirRecord): Promise<readonly Piece[]> {
  const asked = { connection, object, direction: "inbound", subjects: [externalId], limit: 1 } as const;
  return (await readOutcomes(sql, asked)).map(pieceOf);
}

/** Out to every connection that has the object, and in again whatever of them stands wrong on its way in. */
async function ofRecords(
  sql: Sql,
  { settings }: Worker,
  { object, connection }: Pick<OurRecord, "object" | "connection">,
  ids: readonly string[],
): Promise<readonly Piece[]> {
  const names = settings.connections
    .filter((own) => own.objects.includes(object) && (connection === undefined || own.name === connection))
    .map((own) => own.name);
  const outbound = names.flatMap((name) =>
    ids.map((subject): Piece => ({ connection: name, object, direction: "outbound", subject })),
  );
  const wrong = ids.length === 1 ? await ofLinks(sql, object, ids) : await ofWrong(sql, object, new Set(ids));
  return [...outbound, ...wrong.filter((piece) => names.includes(piece.connection))];
}

async function ofLinks(sql: Sql, object: ObjectName, ids: readonly string[]): Promise<readonly Piece[]> {
  const links = await linksByRecord(sql, object, ids);
  const subjects = links.map((link) => link.externalId);
  return (await readOutcomes(sql, { object, direction: "inbound", subjects, limit: mostAtOnce }))
    .filter((one) => links.some((link) => link.connection === one.connection && link.externalId === one.subject))
    .map(pieceOf);
}

/** Little stands wrong among very many: its links are looked up, not those of all. */
async function ofWrong(sql: Sql, object: ObjectName, ids: ReadonlySet<string>): Promise<readonly Piece[]> {
  const wrong = await readOutcomes(sql, { object, direction: "inbound", limit: mostAtOnce });
  const found: Piece[] = [];
  for (const [connection, rows] of Map.groupBy(wrong, (one) => one.connection)) {
    const subjects = rows.map((one) => one.subject);
    const linked = await linkedRecords(sql, connection, object, subjects);
    found.push(...rows.filter((one) => ids.has(linked.get(one.subject) ?? "")).map(pieceOf));
  }
  return found;
}
