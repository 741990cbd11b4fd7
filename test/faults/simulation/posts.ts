import type { Sql } from "../../../engine/store/sql.ts";
import type { ChatOptions, Message } from "./chat.ts";

/** Counts how often a post was noted as shown. */
export async function watchPosts(sql: Sql): Promise<void> {
  await sql.run("create temp table noted_posts (key text primary key, n int)");
  const note = "begin insert into noted_posts values (new.key, 1) on conflict (key) do update set n = n + 1; end";
  for (const [event, shown] of [
    ["update", "new.remote is not null and old.remote is null"],
    ["insert", "new.remote is not null"],
  ])
    await sql.run(`create temp trigger watch_posts_${event} after ${event} on main.posts when ${shown} ${note}`);
}

/** An incident that ended so long ago is known to be over by whoever posts, unless it was paused. */
const toldMs = 20_000;

interface Arrived extends ChatOptions {
  readonly message: Message;
  /** Those with the same key, the oldest first. */
  readonly earlier: readonly Message[];
  readonly triedBefore: boolean;
}

/** At each new message: nothing stands twice without a cause, and nobody is told of what is over. */
export async function checkPost(arrived: Arrived): Promise<void> {
  const { message, earlier, triedBefore, trace, store } = arrived;
  const [state] = message.states;
  const rows = await store.read(async (sql) => ({
    noted: await sql.all("select n from noted_posts where key = ?", [message.key]),
    incidents: await sql.all("select state, resolved_at from incidents where id = ?", [
      message.key.split(":")[1] ?? "",
    ]),
    posts: await sql.all("select created_at from posts where key = ?", [message.key]),
  }));
  const noted = Number(rows.noted[0]?.n ?? 0);
  const gone = earlier.filter((one) => one.gone).length;
  const excused = earlier.filter((one) => isExcused(one, arrived)).length;
  if (noted > gone) trace.violate("posted twice", `${message.key} was noted as shown, and is posted again`);
  else if (earlier.length - noted > excused)
    trace.violate("posted twice", `${message.key}: ${earlier.length} stand there, ${noted} noted, ${excused} excused`);

  const [incident] = message.key.startsWith("incident:") ? rows.incidents : [];
  if (!incident) return;
  // A worker that died between noting its post and sending it leaves a post that may stand there.
  const wasMeant = Number(rows.posts[0]?.created_at) < Number(incident.resolved_at);
  if (tellsEnd(state) && !triedBefore && !wasMeant)
    trace.violate("the end of nothing", `${message.key} was never shown, and is told to be over`);
  if (!tellsEnd(state) && incident.resolved_at !== null && isLate(Number(incident.resolved_at), arrived))
    trace.violate("told too late", `${message.key} was over since ${incident.resolved_at}`);
}

/** What is over says so, whatever is left to be done after it. */
function tellsEnd(state: string | undefined): boolean {
  return state === "resolved" || state === "draining" || state === "rights_lost";
}

/** Whoever posted it could not note that: it died, was paused, heard nothing, or nothing could be saved. */
function isExcused(one: Message, { unsavedSince }: Arrived): boolean {
  return one.answered === "lost" || !one.life.alive() || one.life.machine.pausedUntil > one.at || unsavedSince(one.at);
}

function isLate(resolvedAt: number, { agenda, drawn, message, unsavedSince }: Arrived): boolean {
  const paused = message.life.machine.pausedUntil > agenda.now() - toldMs;
  const skewMs = Math.max(...drawn.offsetsMs.map(Math.abs));
  return !paused && !unsavedSince(agenda.now() - toldMs) && agenda.now() - resolvedAt > toldMs + 2 * skewMs;
}
