import { z } from "zod";
import { isReasonCode, type RunRow } from "../../engine/index.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { iso, isoOrNull, limit, moment, readQuery } from "./read.ts";
import { refusalOf } from "./refusal.ts";
import type { ApiAnswer, ApiRoute, Asked, Desk } from "./route.ts";
import { listOf, runRecord, runShape, wholeRun } from "./shapes.ts";

const filters = z.object({
  direction: z.enum(["inbound", "outbound"]).optional(),
  connection: z.string().optional(),
  object: z.string().optional(),
  kind: z.enum(["backfill", "incremental", "live", "resync"]).optional(),
  status: z.enum(["in_progress", "completed", "failed", "cancelled"]).optional(),
  reason: z.string().refine(isReasonCode, "not a reason code, see the table of reasons").optional(),
  since: moment.optional(),
  until: moment.optional(),
  limit,
  cursor: z.string().optional(),
});

const page = z.object({
  outcome: z.enum(["created", "updated", "deleted", "skipped", "failed", "synced", "waiting"]).optional(),
  limit,
  cursor: z.string().optional(),
});

export const runRoutes: readonly ApiRoute[] = [
  {
    method: "GET",
    path: "/v1/runs",
    role: "viewer",
    id: "runs",
    summary: "Lists runs, newest first.",
    query: filters,
    answers: { 200: () => listOf("runs", runShape) },
    refuses: ["QUERY_WRONG"],
    run: list,
  },
  {
    method: "GET",
    path: "/v1/runs/:id",
    role: "viewer",
    id: "run",
    summary: "Reads a run, with its outcomes counted by reason.",
    answers: { 200: () => wholeRun },
    refuses: ["NOT_FOUND"],
    run: read,
  },
  {
    method: "GET",
    path: "/v1/runs/:id/records",
    role: "viewer",
    id: "runRecords",
    summary: "Lists what a run did to each record.",
    query: page,
    answers: { 200: () => listOf("records", runRecord) },
    refuses: ["NOT_FOUND", "QUERY_WRONG"],
    run: records,
  },
];

async function list({ query }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  const { params } = readQuery(filters, query);
  const { status: state, cursor, limit: wanted, ...rest } = params;
  const place = readCursor("runs", cursor, [z.number(), z.string()]);
  const after = place === null ? null : { startedAt: place[0], id: place[1] };
  const found = await engine.runsAfter({ ...rest, state, limit: wanted + 1 }, after);
  const runs = found.slice(0, wanted);
  const last = runs.at(-1);
  const next = found.length > wanted && last ? writeCursor("runs", [last.startedAt, last.id]) : null;
  return { status: 200, body: { runs: runs.map(told), next } };
}

async function read({ params, query }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  readQuery(z.object({}), query);
  const run = await known(params.id ?? "", engine);
  const outcomes = await engine.runOutcomes(run.id);
  return { status: 200, body: { ...told(run), outcomes } };
}

async function records({ params, query }: Asked, { engine }: Desk): Promise<ApiAnswer> {
  const { params: asked } = readQuery(page, query);
  const run = await known(params.id ?? "", engine);
  const place = readCursor(`records of ${run.id}`, asked.cursor, [z.number()]);
  const { limit: wanted, outcome } = asked;
  const found = await engine.resultsAfter(run.id, { after: place?.[0] ?? 0, limit: wanted + 1, outcome });
  const shown = found.slice(0, wanted);
  const last = shown.at(-1);
  const next = found.length > wanted && last ? writeCursor(`records of ${run.id}`, [last.seq]) : null;
  return { status: 200, body: { records: shown.map(({ seq: _, at, ...rest }) => ({ ...rest, at: iso(at) })), next } };
}

async function known(id: string, engine: Desk["engine"]): Promise<RunRow> {
  const run = await engine.run(id);
  if (run === null) throw refusalOf("NOT_FOUND", "there is no run of this id", "id");
  return run;
}

function told({ state, startedAt, endedAt, wanted: _, ...rest }: RunRow) {
  return { ...rest, status: state, startedAt: iso(startedAt), endedAt: isoOrNull(endedAt) };
}
