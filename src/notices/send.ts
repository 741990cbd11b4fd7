import { type Bot, ChatError, type MessageRef } from "../../bots/bot.ts";
import type { Engine, Log, PostRow } from "../../engine/index.ts";
import type { Due } from "./message.ts";

export interface Outlet {
  readonly engine: Pick<Engine, "addActions">;
  /** Keeps what it cannot save now. */
  savePost(row: PostRow): Promise<void>;
  readonly bot: Bot;
  readonly now: () => number;
  readonly log: Log;
}

/** Refused for good as far as we know: a person may mend it, so it is tried again now and then. */
const PARKED_MS = 600_000;
const LONGEST_BACKOFF_MS = 60_000;

/** What happened, for whoever watches over the pace; a chat that says "later" says how much later. */
export interface Sent {
  readonly end: "shown" | "rate_limited" | "down" | "parked";
  readonly waitMs: number;
}

/**
 * Saved before it is sent: a crash between sending and noting leaves a row that says so, and at most one message too
 * many; none is lost.
 */
export async function post(outlet: Outlet, due: Due, row: PostRow | undefined): Promise<Sent> {
  const { engine, bot, now, log } = outlet;
  const sending = rowOf(due, row, now());
  await engine.addActions(due.actions);
  await outlet.savePost(sending);
  let remote: MessageRef;
  try {
    remote = await bot.post(due.to, due.card, due.key);
  } catch (cause) {
    if (!(cause instanceof ChatError))
      log("error", "a message could not be sent", { key: due.key, cause: String(cause) });
    return failed(outlet, sending, cause, row !== undefined && mayStand(row));
  }
  await outlet.savePost({ ...sending, state: "shown", remote, version: due.version, attempts: 0, shownAt: now() });
  return { end: "shown", waitMs: 0 };
}

/** Editing twice does no harm. A message that somebody deleted is posted anew, unless there is only its end to tell. */
export async function edit(outlet: Outlet, due: Due, row: PostRow): Promise<Sent> {
  const { engine, bot, now } = outlet;
  const { remote } = row;
  if (remote === null) return post(outlet, due, row);
  await engine.addActions(due.actions);
  const shown: PostRow = { ...row, state: "shown", version: due.version, attempts: 0, notBefore: null, error: null };
  try {
    await bot.update(remote, due.card);
  } catch (cause) {
    if (!(cause instanceof ChatError) || cause.kind !== "gone") return failed(outlet, row, cause);
    outlet.log("info", "a message was deleted by somebody", { key: due.key });
    if (!due.final) return post(outlet, due, { ...row, remote: null });
    await outlet.savePost({ ...shown, shownAt: now() });
    return { end: "parked", waitMs: 0 };
  }
  await outlet.savePost({ ...shown, shownAt: now() });
  return { end: "shown", waitMs: 0 };
}

/** Errors of a post that was perhaps done: no answer came, or none that could be read. */
const UNKNOWN = "down: no_answer";
const UNKNOWN_ENDS: readonly (string | null)[] = [null, UNKNOWN, "down: garbage"];

/** Whether a message that we do not know of may stand there all the same: the end of an attempt was never heard. */
export function mayStand({ remote, error }: Pick<PostRow, "remote" | "error">): boolean {
  return remote === null && UNKNOWN_ENDS.includes(error);
}

/** Notes the failure with the time of the next attempt; what is no answer of the chat is parked as well. */
async function failed({ savePost, now, log }: Outlet, row: PostRow, cause: unknown, doubtful = false): Promise<Sent> {
  const attempts = row.attempts + 1;
  const kind = cause instanceof ChatError ? cause.kind : "refused";
  const told = cause instanceof ChatError ? `${cause.kind}: ${cause.code}` : `error: ${String(cause)}`.slice(0, 200);
  // A refusal says nothing of the attempt before it.
  const error = doubtful ? UNKNOWN : told;
  if (kind === "rate_limited" || kind === "down") {
    const askedMs = cause instanceof ChatError ? cause.retryAfterMs : null;
    const waitMs = askedMs ?? backoff(attempts);
    await savePost({ ...row, attempts, notBefore: now() + waitMs, error });
    return { end: kind, waitMs };
  }
  log("warn", "a chat refuses a message", { key: row.key, error: told });
  await savePost({ ...row, state: "parked", attempts, notBefore: now() + PARKED_MS, error });
  return { end: "parked", waitMs: 0 };
}

/** 1, 2, 4 … 60 s. */
export function backoff(attempts: number): number {
  return Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** Math.max(0, Math.min(attempts, 10) - 1));
}

function rowOf(due: Due, row: PostRow | undefined, now: number): PostRow {
  const { key, platform, place: channel, kind, incidentId } = due;
  return {
    key,
    platform,
    channel,
    kind,
    incidentId,
    state: "sending",
    remote: null,
    version: null,
    attempts: row?.attempts ?? 0,
    notBefore: null,
    createdAt: row?.createdAt ?? now,
    shownAt: row?.shownAt ?? null,
    error: null,
  };
}
