import { CrmError, type Trouble } from "../../provider.ts";
import type { Jobs } from "./bulk-client.ts";
import { columnsOf } from "./bulk-columns.ts";
import { type CsvRow, csvRows } from "./bulk-csv.ts";
import type { Job } from "./bulk-cursor.ts";

export interface BulkRules {
  /** A backfill of that many records, by the CRM's count, runs as a Bulk job. */
  readonly from: number;
  /** Most rows of one part: a part is held in memory whole and is written in one transaction. */
  readonly most: number;
}

/**
 * Up to 50,000 records REST needs 25 requests and begins at once; from there on a job's handful of requests is worth its
 * wait. A part of 10,000 records is written well within the time of a lease.
 */
export const BULK: BulkRules = { from: 50_000, most: 10_000 };

/** A part is never smaller than a page of REST, whose size is bound no better. */
const LEAST = 2_000;
const PART_CHARS = 10_000_000;
const FIRST_LOOK_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
/** By then REST would have been faster. */
const GIVE_UP_MS = 2 * 3_600_000;
const MOST_SPOILT = 3;

/** What came of one step of a job. */
type Step =
  | { readonly is: "wait"; readonly job: Job; readonly waitMs: number }
  /** `job` = null: these were its last rows. */
  | { readonly is: "rows"; readonly rows: readonly CsvRow[]; readonly job: Job | null }
  /** It cannot be read (any more): REST has to begin at the beginning, because a job's rows come in no order. */
  | { readonly is: "over" };

interface Access {
  readonly jobs: Jobs;
  describe(): Promise<unknown>;
}

/** Makes a job; null where Bulk is refused or cannot carry the columns, so that REST has to do it. Two requests. */
export async function startJob(
  { jobs, describe }: Access,
  wanted: { readonly soql: string; readonly names: readonly string[]; readonly most: number },
  now: number,
): Promise<Job | null> {
  const columns = columnsOf(await describe(), wanted.names);
  if (columns === null) return null;
  const { kinds, widest } = columns;
  const chunk = Math.min(wanted.most, Math.max(LEAST, Math.floor(PART_CHARS / widest)));
  const id = await unlessRefused(jobs.create(wanted.soql));
  if (id === null) return null;
  return { id, madeAt: now, askAt: now + FIRST_LOOK_MS, found: null, locator: null, read: 0, chunk, spoilt: 0, kinds };
}

/** One step: at most two requests, none while there is nothing to ask. Repeating it with the same job is harmless. */
export async function stepOf(jobs: Jobs, job: Job, names: readonly string[], now: number): Promise<Step> {
  if (job.askAt === null) return part(jobs, job, names, now);
  const waitMs = job.askAt - now;
  // A longer wait was never set: the clock was put back.
  if (waitMs > 0 && waitMs <= LONGEST_WAIT_MS) return { is: "wait", job, waitMs };
  const told = await unlessRefused(jobs.look(job.id));
  switch (told?.state) {
    case "JobComplete":
      return part(jobs, { ...job, askAt: null, found: told.found }, names, now);
    case "UploadComplete":
    case "InProgress":
      if (now - job.madeAt < GIVE_UP_MS) return waiting(job, now);
      await unlessRefused(jobs.abort(job.id));
      return { is: "over" };
    default:
      return { is: "over" };
  }
}

/** The looks grow rarer with its age, so that a long job costs few calls. */
function waiting(job: Job, now: number): Step {
  const age = Math.max(0, now - job.madeAt);
  const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_LOOK_MS, Math.round(age / 2)));
  return { is: "wait", job: { ...job, askAt: now + waitMs }, waitMs };
}

/** A job is left to end by itself (after seven days): a crash after the last part must find it again. */
async function part(jobs: Jobs, job: Job, names: readonly string[], now: number): Promise<Step> {
  const told = await unlessRefused(jobs.results(job.id, job.locator, job.chunk));
  if (told === null) return { is: "over" };
  const rows = csvRows(told.csv, job.kinds, names, told.told);
  if (rows === "columns") return { is: "over" };
  if (rows === "spoilt") {
    const spoilt = job.spoilt + 1;
    if (spoilt >= MOST_SPOILT) return { is: "over" };
    return { is: "wait", job: { ...job, spoilt, askAt: now + FIRST_LOOK_MS }, waitMs: FIRST_LOOK_MS };
  }
  const read = job.read + rows.length;
  if (told.next !== null) return { is: "rows", rows, job: { ...job, read, locator: told.next, spoilt: 0 } };
  // What the job says it found must have come.
  return job.found !== null && job.found !== read ? { is: "over" } : { is: "rows", rows, job: null };
}

/** null = refused for what the job is, not for who we are or how much we ask: REST may answer all the same. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CrmError && isAboutJob(error.trouble)) return null;
    throw error;
  }
}

function isAboutJob({ status, reason }: Trouble): boolean {
  if (status === null || status < 400 || status >= 500) return false;
  if (reason === "LIMIT_BURST" || reason === "LIMIT_CONCURRENT" || reason === "LIMIT_DAILY") return false;
  return !/^(AUTH|NET|PROVIDER)_/.test(reason);
}
