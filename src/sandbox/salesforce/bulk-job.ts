import type { AccountName } from "../crm/accounts.ts";
import type { Row } from "../crm/table.ts";
import type { Delimiter, LineEnding } from "./bulk-csv.ts";
import type { Column } from "./soql-columns.ts";
import { stamp } from "./values.ts";

/** The query jobs of all orgs. */
export interface BulkJobs {
  readonly jobs: Map<string, Job>;
  /** When jobs were made, oldest first, deleted ones too: the limit counts them. */
  readonly made: Map<AccountName, number[]>;
}

export interface Job {
  readonly id: string;
  readonly account: AccountName;
  readonly operation: "query" | "queryAll";
  readonly object: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly columnDelimiter: Delimiter;
  readonly lineEnding: LineEnding;
  readonly columns: readonly Column[];
  /** What it finds, as of its making; in order of ids, whatever was asked: the work is split by them. */
  readonly rows: readonly Row[];
  /** Ends as Failed. */
  readonly fails: boolean;
  abortedAt: number | null;
}

type JobState = "UploadComplete" | "InProgress" | "JobComplete" | "Failed" | "Aborted";

const queuedMs = 1_000;
const rowsPerMs = 10;
/** Results are kept for seven days. */
const keptMs = 7 * 86_400_000;

export function newJobs(): BulkJobs {
  return { jobs: new Map(), made: new Map() };
}

export function stateOf(job: Job, now: number): JobState {
  if (job.abortedAt !== null) return "Aborted";
  const age = now - job.createdAt;
  if (age < queuedMs) return "UploadComplete";
  if (age < 2 * queuedMs + job.rows.length / rowsPerMs) return "InProgress";
  return job.fails ? "Failed" : "JobComplete";
}

/** null = there is none of that name in the account, or it is too old. */
export function jobOf({ jobs }: BulkJobs, account: AccountName, id: string, now: number): Job | null {
  const job = jobs.get(id);
  return job?.account === account && now - job.createdAt < keptMs ? job : null;
}

/** A job as the API tells it. */
export function told(job: Job, version: string, now: number) {
  const state = stateOf(job, now);
  const ended = state === "JobComplete" || state === "Failed";
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdBy,
    createdDate: stamp(job.createdAt),
    systemModstamp: stamp(job.abortedAt ?? job.createdAt),
    state,
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: Number(version.slice(1)),
    jobType: "V2Query",
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    ...(ended && {
      numberRecordsProcessed: state === "Failed" ? 0 : job.rows.length,
      retries: 0,
      totalProcessingTime: Math.round(job.rows.length / rowsPerMs),
    }),
    ...(state === "Failed" && { errorMessage: "InternalServerError : retry attempts exhausted" }),
  };
}
