import { collectDefaultMetrics, Gauge, Registry } from "@prometheus-io/client";
import type { Engine } from "../engine/index.ts";

export interface MetricParts {
  readonly engine: Pick<Engine, "overview" | "failures" | "limits" | "tokenExpiries" | "openIncidents" | "storage">;
  now(): number;
  /** Messages that should stand in a chat and do not yet. */
  postsWaiting(): number;
}

export interface Metrics {
  readonly contentType: string;
  /** The text that Prometheus reads. Looks into the database at most once in five seconds. */
  text(): Promise<string>;
}

const FRESH_MS = 5_000;
const HEALTHS = [
  "healthy",
  "backfilling",
  "throttled",
  "degraded",
  "action_needed",
  "provider_outage",
  "stuck",
  "paused",
] as const;

/** What the business wants to know in numbers, besides the usual ones of a process. Labels bear names, never values. */
export function createMetrics(parts: MetricParts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "crmsync_process_" });
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `crmsync_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const gauges = {
    health: gauge("connection_health", "1 for the state that a connection is in", ["connection", "state"]),
    lag: gauge("lag_seconds", "Seconds since a connection last answered well", ["connection"]),
    pending: gauge("pending_changes", "Changes that wait to be sent", ["connection"]),
    oldest: gauge("oldest_pending_seconds", "Age of the oldest change that waits", ["connection"]),
    records: gauge("records", "Remote records by how they stand", ["connection", "object", "state"]),
    outcomes: gauge("outcomes", "Records that stand wrong, by reason", [
      "connection",
      "object",
      "direction",
      "outcome",
      "reason",
    ]),
    backfill: gauge("backfill_ratio", "How far the first sync has come, 0 to 1", ["connection", "object"]),
    quotaUsed: gauge("quota_used", "Calls of the CRM's daily quota that are used, by all its users", ["connection"]),
    quotaLimit: gauge("quota_limit", "The CRM's daily quota", ["connection"]),
    quotaAllowed: gauge("quota_allowed", "What of the daily quota we may let it come to", ["connection"]),
    token: gauge("token_expiry_seconds", "Seconds until the access token ends", ["connection"]),
    incidents: gauge("open_incidents", "Incidents that are open", ["connection", "kind", "severity"]),
    posts: gauge("posts_waiting", "Messages that should stand in a chat and do not yet"),
    storage: gauge("storage_ok", "0 while the database cannot be written"),
  };
  let readAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    const { engine } = parts;
    const now = parts.now();
    const [views, groups, limits, tokens, incidents] = [
      await engine.overview(),
      await engine.failures(),
      await engine.limits(),
      await engine.tokenExpiries(),
      await engine.openIncidents(),
    ];
    for (const each of Object.values(gauges)) each.reset();
    for (const { name: connection, health, lastSuccessAt, pending, oldestPendingAt, objects } of views) {
      for (const state of HEALTHS) gauges.health.set({ connection, state }, state === health.state ? 1 : 0);
      if (lastSuccessAt !== null) gauges.lag.set({ connection }, seconds(now - lastSuccessAt));
      gauges.pending.set({ connection }, pending);
      gauges.oldest.set({ connection }, oldestPendingAt === null ? 0 : seconds(now - oldestPendingAt));
      for (const view of objects) {
        const { object, done, total, finishedAt } = view;
        for (const state of ["synced", "skipped", "failed", "waiting"] as const)
          gauges.records.set({ connection, object, state }, view[state]);
        const ratio = finishedAt !== null ? 1 : total ? Math.min(1, done / total) : 0;
        gauges.backfill.set({ connection, object }, ratio);
      }
    }
    for (const { connection, object, direction, outcome, reason, records } of groups)
      gauges.outcomes.set({ connection, object, direction, outcome, reason }, records);
    for (const { connection, daily } of limits) {
      if (daily === null) continue;
      gauges.quotaUsed.set({ connection }, daily.used);
      gauges.quotaLimit.set({ connection }, daily.limit);
      gauges.quotaAllowed.set({ connection }, daily.allowed);
    }
    for (const { connection, expiresAt } of tokens)
      if (expiresAt !== null) gauges.token.set({ connection }, seconds(expiresAt - now));
    for (const { connection, kind, severity } of incidents) gauges.incidents.inc({ connection, kind, severity });
    gauges.posts.set(parts.postsWaiting());
    gauges.storage.set(engine.storage() === null ? 1 : 0);
    readAt = now;
  }

  return {
    contentType: registry.contentType,
    text: async () => {
      const age = parts.now() - readAt;
      if (age < 0 || age >= FRESH_MS) {
        running ??= look().finally(() => {
          running = null;
        });
        await running;
      }
      return registry.metrics();
    },
  };
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
