import type { ReasonCode } from "../../engine/reasons.ts";
import type { OwnTest } from "./reach.ts";

const engine = "test/contracts/engine.ts";
const decided = "test/features/decided.test.ts";
const refused = "test/features/refused.test.ts";
const reasonsGiven = "test/contracts/engine-reasons.ts";
const errors = "test/engine/providers/errors.test.ts";

/** The reasons that we decide ourselves, whatever the CRM answers, with a test that reaches each. */
export const own: Readonly<Partial<Record<ReasonCode, OwnTest>>> = {
  PROVIDER_TIMEOUT: { file: refused, title: "takes an answer that never came for what it is" },
  NET_BLOCKED: { file: refused, title: "takes an answer that never came for what it is" },
  AUTH_WRONG_ORG: { file: engine, title: "never uses a grant of another account" },
  SKIP_NO_EMAIL: { file: engine, title: "leaves out a contact with %s and says why" },
  SKIP_BAD_EMAIL: { file: engine, title: "leaves out a contact with %s and says why" },
  SKIP_EXCLUDED: { file: engine, title: "leaves out a contact with %s and says why" },
  SKIP_NO_IDENTIFIER: { file: decided, title: "skips a new record without a field that is required" },
  SKIP_NO_EXTERNAL_ID: { file: decided, title: "skips a remote record without an id" },
  SKIP_NO_ACCOUNT: { file: decided, title: "skips a new record whose required parent is not here" },
  SKIP_NO_OPPORTUNITY: { file: decided, title: "skips a new record whose required parent is not here" },
  SKIP_NO_CONTACT: { file: decided, title: "skips a new record whose required parent is not here" },
  SKIP_NO_EVENT_NAME: {
    file: "test/engine/event.test.ts",
    title: "are skipped with a reason %s (E21, E22, E23, E24)",
  },
  SKIP_CONFLICTING_ID: { file: decided, title: "skips a remote record whose identifiers name two records of ours" },
  SKIP_RECORD_TYPE: {
    file: "test/engine/filter.test.ts",
    title: "has a reason of its own for record types and pipelines",
  },
  SKIP_OUTDATED: {
    file: "test/contracts/engine-conflicts.ts",
    title: "skips an older version as outdated, in the run that read it",
  },
  REC_CHANGED: {
    file: "test/contracts/engine-conflicts.ts",
    title: "asks: neither side is overwritten, the state says conflict, and the other fields go on (C3, C9, C17)",
  },
  RUN_OVERLAP: {
    file: "test/engine/schedule-rounds.test.ts",
    title: "is refused with the run that is going on and its beginning",
  },
  SCHEMA_UNMAPPED: { file: "test/engine/unmapped.test.ts", title: "%s" },
  SKIP_WRITE_OFF: {
    file: reasonsGiven,
    title: "says SKIP_WRITE_OFF of what an object's switch keeps back, once and in its run",
  },
  SKIP_UNKNOWN: {
    file: reasonsGiven,
    title: "says SKIP_UNKNOWN of a record that is asked for and not shown, and nothing of it stays wrong",
  },
  SKIP_NO_CHANGE: {
    file: reasonsGiven,
    title: "counts a record that a run finds right as SKIP_NO_CHANGE, and nothing of it stays wrong",
  },
  SKIP_NOT_LINKED: {
    file: reasonsGiven,
    title: "says SKIP_NOT_LINKED where a record is asked for that a CRM has not and may not get",
  },
  SKIP_WRITE_MODE: {
    file: "test/features/switches.test.ts",
    title: "writes nothing that the write mode does not allow",
  },
  DUP_AMBIGUOUS: { file: engine, title: "takes neither of two remote records for one of ours by guessing" },
  REF_NOT_SYNCED_YET: {
    file: "test/engine/decide.test.ts",
    title: "waits for a parent that may still come, and is taken without it when it does not",
  },
  REC_MERGED: { file: decided, title: "reads a survivor again, and says that another one was merged into it" },
  SKIP_CONVERTED: {
    file: "test/engine/converted.test.ts",
    title: "is not taken, and says why, whatever else is wrong with it",
  },
  DATA_MALFORMED: { file: "test/contracts/provider-changes.ts", title: "keeps a malformed row out of the way" },
  DATA_TIMESTAMP: { file: decided, title: "fails a remote record whose time of change is none" },
  ERR_UNKNOWN: { file: errors, title: "calls an unknown refusal unknown, keeps the words and knows it again" },
  RUN_UNKNOWN: {
    file: "test/contracts/engine-halts.ts",
    title: "tries a pull that throws again three times, then stops this object alone, and says so",
  },
  RUN_STUCK: { file: "test/engine/health.test.ts", title: "of a backfill is stuck after ten minutes" },
  RUN_OVERDUE: { file: decided, title: "calls a connection overdue that is silent for no known cause" },
};
