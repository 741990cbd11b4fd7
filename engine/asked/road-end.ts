import { isReasonCode, reason } from "../reasons.ts";
import { changedFields } from "../rules/merge.ts";
import { linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import { type RunResult, type RunRow, readResults, readRun } from "../store/runs.ts";
import type { Worker } from "../worker.ts";
import type { Finding } from "./diagnose.ts";
import type { RoadAsked } from "./road.ts";

/** How often is looked whether a run has ended. */
const LOOK_MS = 250;

/** Waits for the end of a resync, at most so long; answers the run as it stands then. */
export async function awaitRun({ store, ports }: Worker, runId: string, mostMs: number): Promise<RunRow | null> {
  const until = ports.clock.mono() + mostMs;
  for (;;) {
    const run = await store.read((sql) => readRun(sql, runId));
    if (run === null || run.state !== "in_progress") return run;
    const [left] = await store.read((sql) =>
      sql.all(
        "select (select count(*) from outbox where run_id = ?) + (select count(*) from outcomes where run_id = ?) as n",
        [runId, runId],
      ),
    );
    // Nothing of it waits: it is closed with the next check.
    if (Number(left?.n ?? 0) === 0) return { ...run, state: "completed" };
    if (ports.clock.mono() >= until) return run;
    await ports.clock.sleep(LOOK_MS);
  }
}

/** The write and its reading back, as the run of a test tells them; `[]` = it has told nothing yet. */
export async function roadEnd({ store }: Worker, asked: RoadAsked, runId: string): Promise<readonly Finding[]> {
  const { connection, object, id } = asked;
  return store.read(async (sql) => {
    const results = await readResults(sql, runId, 100);
    const links = (await linksByRecord(sql, object, [id], connection)).filter((link) => !link.deletedInCrm);
    const own = [id, ...links.map((link) => link.externalId)];
    const [worst] = results.filter((one) => own.includes(one.subject)).sort((a, b) => rank(a) - rank(b));
    if (!worst) return [];
    const write = writeStep(worst);
    if (!write.ok) return [write];
    const record = (await readRecords({ ...sql, lock: "" }, object, [id])).get(id);
    const [link] = links;
    if (!link || !record) return [write];
    const shared = Object.fromEntries(
      Object.entries(record.fields).filter(([field]) => link.seen[field] !== undefined),
    );
    return [write, proofStep(link.state, Object.keys(changedFields(link.seen, shared)))];
  });
}

const ORDER: readonly RunResult["outcome"][] = [
  "failed",
  "waiting",
  "skipped",
  "created",
  "updated",
  "deleted",
  "synced",
];

const rank = ({ outcome, reason: code }: RunResult) =>
  code === "SKIP_NO_CHANGE" ? ORDER.length : ORDER.indexOf(outcome);

const DID = {
  created: "It was made there.",
  updated: "It was written there.",
  deleted: "It was deleted there.",
  synced: "Nothing had to be written.",
} as const;

function writeStep({ outcome, reason: code, detail }: RunResult): Finding {
  const what = "Write";
  if (code === "SKIP_NO_CHANGE") return { what, ok: true, detail: DID.synced, todo: null };
  if (outcome !== "failed" && outcome !== "waiting" && outcome !== "skipped")
    return { what, ok: true, detail: DID[outcome], todo: null };
  const known = code !== null && isReasonCode(code) ? reason(code) : null;
  const words = detail === null || detail === "" ? "" : `: ${detail}`;
  return {
    what,
    ok: false,
    detail: `${known?.says ?? "It was not taken."} (${code ?? outcome}${words})`,
    todo: known?.todo ?? null,
  };
}

function proofStep(state: string, differing: readonly string[]): Finding {
  const what = "Read back";
  if (differing.length > 0 || state !== "synced") {
    const fields = differing.length > 0 ? `: ${differing.slice(0, 8).join(", ")}` : "";
    return {
      what,
      ok: false,
      detail: `The CRM was read again, and it does not hold all that it was sent${fields}.`,
      todo: "See the record: it shows what was sent against what is in the CRM. Something there may change it after us.",
    };
  }
  return { what, ok: true, detail: "The CRM was read again, and both sides agree.", todo: null };
}
