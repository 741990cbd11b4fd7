import type { ConnectionView, Engine, IncidentRow, PostRow, RunRow, SignInRow } from "../../engine/index.ts";
import { namesOf } from "../commands/words.ts";
import type { ChannelSettings } from "../config.ts";
import type { Aftermath } from "./after.ts";
import { aftermathOf } from "./aftermath.ts";
import { createDigests } from "./digests.ts";
import { resyncPlaces } from "./due-asked.ts";
import { type Facts, NEWS_MS, type PausedNow } from "./facts.ts";
import { stateOf } from "./message.ts";
import type { RepairViews } from "./repair-views.ts";

const WEEK = 7 * 86_400_000;
/** As long as posts are kept: a pause may be a long one. */
const QUARTER = 90 * 86_400_000;
/** Counting every record of a large workspace takes long: no more than a twentieth of the time is spent on it. */
const REST = 20;
const RUNS = 50;
/** That we are back is news for so long. */
const BACK_MS = 6 * 3_600_000;

interface Times {
  wall(): number;
  mono(): number;
}

/** How every connection is, counted now and then for all chats together. */
export function createViews(engine: Engine, clock: Times): () => Promise<readonly ConnectionView[]> {
  let views: readonly ConnectionView[] = [];
  let notBefore = Number.NEGATIVE_INFINITY;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const began = clock.mono();
    views = await engine.overview();
    notBefore = clock.mono() + REST * (clock.mono() - began);
  }

  return async () => {
    if (clock.mono() < notBefore) return views;
    counting ??= count().finally(() => {
      counting = null;
    });
    await counting;
    return views;
  };
}

interface GatherParts {
  readonly engine: Engine;
  /** All that are configured. */
  readonly channels: readonly ChannelSettings[];
  /** Those of one chat: only their digests are made. */
  readonly own: readonly ChannelSettings[];
  readonly clock: Times;
  views(): Promise<readonly ConnectionView[]>;
  readonly repairs: RepairViews;
}

/** Reads what the cards need, and no more: final messages are not looked into again. */
export function createGather({ engine, channels, own, clock, views, repairs }: GatherParts) {
  const names = namesOf(engine);
  const digestsOf = createDigests(engine, own);
  const connections = engine.settings.connections.map((each) => each.name);

  /** Early, before every connection was looked at, no digest is made: it would tell of what was. */
  return async (early: boolean): Promise<Facts> => {
    const now = clock.wall();
    const downtime = await engine.downtime();
    const digests = early ? [] : await digestsOf(now);
    const open = await engine.openIncidents();
    const counted = await views();
    let read: ReturnType<Engine["failures"]> | null = null;
    const failures = () => {
      read ??= engine.failures();
      return read;
    };
    const failing = open.some((one) => one.kind === "failures_rising");
    const told = failing || digests.length > 0;
    return {
      now,
      channels,
      names,
      connections,
      open,
      ended: await endedOf(engine, open, { views: counted, now, failures }),
      groups: failing ? await failures() : [],
      causes: told ? await engine.causes({ outcome: "failed" }) : [],
      ...repairs.of(open),
      views: counted,
      runs: await runsOf(engine, channels, now),
      signIns: await signInsOf(engine, now),
      paused: await pausedNow(engine, connections),
      pausedPosts: (await engine.postsOfKind("paused", now - QUARTER)).filter((post) => !shows(post, "resumed")),
      downtime: downtime !== null && now >= downtime.to && now - downtime.to < BACK_MS ? downtime : null,
      digests,
      limits: digests.length > 0 ? await engine.limits() : [],
      tokens: digests.length > 0 ? await engine.tokenExpiries() : [],
    };
  };
}

async function pausedNow(engine: Engine, connections: readonly string[]): Promise<Facts["paused"]> {
  const found: PausedNow[] = [];
  for (const connection of connections) {
    const paused = await engine.pausedBy(connection);
    if (paused) found.push({ connection, ...paused });
  }
  return found;
}

async function endedOf(
  engine: Engine,
  open: readonly IncidentRow[],
  around: Parameters<typeof aftermathOf>[2],
): Promise<Facts["ended"]> {
  const { now } = around;
  const still = new Set(open.map((one) => one.id));
  const posts = (await engine.incidentPosts(now - WEEK)).filter(
    (post) => post.incidentId !== null && !still.has(post.incidentId) && !shows(post, "resolved"),
  );
  const ids = [...new Set(posts.map((post) => post.incidentId ?? ""))];
  if (ids.length === 0) return [];
  const incidents = (await engine.incidents(ids)).filter((one) => one.state === "resolved");
  const after = new Map<string, Aftermath>();
  for (const one of incidents) {
    const followed = !posts.some((post) => post.incidentId === one.id && shows(post, "rights_lost"));
    after.set(one.id, await aftermathOf(engine, one, around, followed));
  }
  return posts.flatMap((post) => {
    const incident = incidents.find((one) => one.id === post.incidentId);
    // A sign-in is forgotten after a day: what was lost with it stands on as it was told.
    const isForgotten = shows(post, "rights_lost") && after.get(incident?.id ?? "")?.by === null;
    return incident && !isForgotten ? [{ incident, post, after: after.get(incident.id) }] : [];
  });
}

function shows(post: PostRow | undefined, ...states: readonly string[]): boolean {
  return post?.remote != null && post.version !== null && states.includes(stateOf(post.version));
}

async function runsOf(engine: Engine, channels: readonly ChannelSettings[], now: number): Promise<Facts["runs"]> {
  const runs = (await engine.runs({ kind: "resync", limit: RUNS })).filter(
    // What mends a cause is told on the card of that cause.
    (run) => run.cause == null && (run.endedAt === null || now - run.endedAt < NEWS_MS),
  );
  const keysOf = (run: RunRow) => resyncPlaces(run, channels).map((place) => place.key);
  const posts = await engine.posts(runs.flatMap(keysOf));
  const wanted = runs.filter(
    (run) => run.state === "in_progress" || keysOf(run).some((key) => !shows(posts.get(key), "done", "cancelled")),
  );
  const read: { run: RunRow; outcomes: Awaited<ReturnType<Engine["runOutcomes"]>> }[] = [];
  for (const run of wanted) read.push({ run, outcomes: await engine.runOutcomes(run.id) });
  return read;
}

/** Those that wait for an answer, and those whose message still asks although they are answered or over. */
async function signInsOf(engine: Engine, now: number): Promise<readonly SignInRow[]> {
  const asked = await engine.signInsToAsk();
  const known = new Set(asked.map((one) => one.id));
  const posts = await engine.postsOfKind("sign_in", now - NEWS_MS);
  const asking = posts.filter((post) => shows(post, "ask", "wrong_org"));
  const over: SignInRow[] = [];
  for (const { key } of asking) {
    const id = key.slice("sign-in:".length);
    const row = known.has(id) ? null : await engine.signIn(id);
    if (row) over.push(row);
  }
  return [...asked, ...over];
}
