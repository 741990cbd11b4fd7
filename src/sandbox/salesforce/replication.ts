import type { Answer, Caller } from "../crm/crm.ts";
import { inStampOrder, type Row, type Table } from "../crm/table.ts";
import { answer, failure } from "./errors.ts";
import { stamp } from "./values.ts";

const day = 86_400_000;
const minute = 60_000;

/** `GET …/sobjects/{type}/deleted?start=&end=`: at most 15 days back. */
export function deleted(caller: Caller, table: Table): Answer {
  const span = spanOf(caller, 15 * day);
  if (!span.ok) return span.answer;
  const now = caller.crm.world.now();
  const records: { id: string; deletedDate: string }[] = [];
  for (const row of within(table, now, span))
    if (row.deleted) records.push({ id: row.id, deletedDate: stamp(row.modifiedAt) });
  return answer(
    200,
    {
      deletedRecords: records,
      earliestDateAvailable: stamp(now - 15 * day),
      latestDateCovered: stamp(covered(table, now, span.end)),
    },
    records.length,
  );
}

/** `GET …/sobjects/{type}/updated?start=&end=`: at most 30 days back. */
export function updated(caller: Caller, table: Table): Answer {
  const span = spanOf(caller, 30 * day);
  if (!span.ok) return span.answer;
  const now = caller.crm.world.now();
  const ids = [...within(table, now, span)].filter((row) => !row.deleted).map((row) => row.id);
  return answer(200, { ids, latestDateCovered: stamp(covered(table, now, span.end)) }, ids.length);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spanOf(
  caller: Caller,
  mostMs: number,
): (Span & { readonly ok: true }) | { readonly ok: false; readonly answer: Answer } {
  const { searchParams } = new URL(caller.request.path, caller.request.origin);
  // An unescaped "+00:00" arrives as a blank.
  const at = (name: string) => Date.parse((searchParams.get(name) ?? "").replace(" ", "+"));
  const start = at("start");
  const end = at("end");
  const refuse = (words: string) => ({ ok: false, answer: failure(400, "INVALID_REPLICATION_DATE", words) }) as const;
  if (Number.isNaN(start) || Number.isNaN(end)) return refuse("start and end must be dates");
  if (end - start <= minute) return refuse("The end date must be at least one minute greater than the start date");
  if (start < caller.crm.world.now() - mostMs) return refuse("specified start date is out of range");
  return { ok: true, start, end };
}

function* within(table: Table, now: number, span: Span): Generator<Row> {
  for (const row of inStampOrder(table, now, span.start)) {
    if (row.modifiedAt >= span.end) return;
    yield row;
  }
}

/** Rows that are committed late hold it back: up to here nothing can be missing. */
function covered(table: Table, now: number, end: number): number {
  const waiting = now < table.settledAt ? table.order.filter((row) => row.visibleAt > now) : [];
  return Math.min(now, end, ...waiting.map((row) => row.modifiedAt));
}
