import type { Answer } from "../crm/crm.ts";
import type { Value } from "../crm/schema.ts";
import { inIdOrder, type Row } from "../crm/table.ts";
import { apiWrite } from "../crm/writes.ts";
import { type Ask, pageFrom, refuse, success, tableFor } from "./ask.ts";
import { readBody, takeMember } from "./body.ts";
import { showNote } from "./lead-shape.ts";
import { notFound, type Refusal, unfit } from "./refusal.ts";
import { secondsOf } from "./times.ts";
import { refusalOf } from "./words.ts";

const links = ["deal_id", "person_id", "org_id", "lead_id"];

/** `GET /api/v1/notes`: counted from `start`, of one record, changed since a time, and in an order, if asked. */
export function listNotes(ask: Ask): Answer {
  const { query } = ask;
  const [start, limit] = [Number(query.get("start") ?? 0), Math.min(500, Number(query.get("limit") ?? 100))];
  const given = query.get("updated_since");
  const since = given === null ? null : secondsOf(given);
  if (given !== null && since === null) return refuse(unfit("updated_since", `"${given}" is not a valid datetime`));
  const rows = sorted([...inIdOrder(tableFor(ask, "notes"), ask.crm.world.now())], query.get("sort")).filter(
    (row) =>
      !row.deleted &&
      row.modifiedAt >= (since ?? Number.NEGATIVE_INFINITY) &&
      links.every((name) => query.get(name) === null || String(row.fields[name] ?? "") === query.get(name)),
  );
  const page = rows.slice(start, start + limit);
  const shown = page.map((row) => showNote(ask.company, row));
  return pageFrom(shown, start, limit, start + page.length < rows.length);
}

/** "update_time DESC": by one of the times, or by id as they come. */
function sorted(rows: readonly Row[], sort: string | null): readonly Row[] {
  const [by, way] = (sort ?? "id ASC").split(" ");
  const at = (row: Row) => (by === "update_time" ? row.modifiedAt : by === "add_time" ? row.createdAt : Number(row.id));
  const up = [...rows].sort((a, b) => at(a) - at(b) || Number(a.id) - Number(b.id));
  return way?.toUpperCase() === "DESC" ? up.reverse() : up;
}

export function readNote(ask: Ask): Answer {
  const row = noteOf(ask);
  return row === null ? refuse(notFound("Note")) : success(showNote(ask.company, row), 1);
}

/** `POST /api/v1/notes`: a note stands at a deal, a person, an organization or a lead. */
export function createNote(ask: Ask): Answer {
  return write(ask, null);
}

export function updateNote(ask: Ask): Answer {
  const row = noteOf(ask);
  return row === null ? refuse(notFound("Note")) : write(ask, row);
}

export function deleteNote(ask: Ask): Answer {
  const row = noteOf(ask);
  if (row === null) return refuse(notFound("Note"));
  const done = apiWrite(ask.crm, ask.account, ask.userId, { op: "delete", type: "notes", id: row.id, fields: {} });
  return done.ok ? success(true, 1) : refuse(refusalOf(done.violations, tableFor(ask, "notes")));
}

function write(ask: Ask, row: Row | null): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const fields: Record<string, Value> = {};
  for (const [name, raw] of Object.entries(body.value)) {
    const refusal = takeMember(ask, "notes", name, flagOf(name, raw), fields);
    if (refusal !== null) return refuse(refusal);
  }
  const lacks = lacking(row, fields);
  if (lacks !== null) return refuse(lacks);
  const op = row === null ? "create" : "update";
  const done = apiWrite(ask.crm, ask.account, ask.userId, { op, type: "notes", id: row?.id ?? null, fields });
  if (!done.ok) return refuse(refusalOf(done.violations, tableFor(ask, "notes")));
  return success(showNote(ask.company, done.row), 1, row === null ? 201 : 200);
}

function lacking(row: Row | null, fields: Readonly<Record<string, Value>>): Refusal | null {
  const after: Readonly<Record<string, Value>> = { ...row?.fields, ...fields };
  if ((after.content ?? "") === "") return { status: 400, error: "Content must be given", code: "ERR_INVALID_INPUT" };
  if (links.some((name) => (after[name] ?? null) !== null)) return null;
  return {
    status: 400,
    error: "A note must be linked to a deal, person, organization or lead",
    code: "ERR_INVALID_INPUT",
  };
}

/** v1 writes true and false as 1 and 0. */
function flagOf(name: string, raw: unknown): unknown {
  return name.startsWith("pinned_to") && (raw === 0 || raw === 1) ? raw === 1 : raw;
}

function noteOf(ask: Ask): Row | null {
  const row = tableFor(ask, "notes").latest.get(ask.params.id ?? "");
  return row === undefined || row.deleted ? null : row;
}
