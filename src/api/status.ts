import { z } from "zod";
import type { ConnectionView } from "../../engine/index.ts";
import { iso, isoOrNull, readQuery } from "./read.ts";
import type { ApiRoute } from "./route.ts";
import { statusShape } from "./shapes.ts";

export const statusRoutes: readonly ApiRoute[] = [
  {
    method: "GET",
    path: "/v1/status",
    role: "viewer",
    id: "status",
    summary: "Tells how each connection and each of its objects stands.",
    answers: { 200: () => statusShape },
    refuses: [],
    run: async ({ query }, { engine, now }) => {
      readQuery(z.object({}), query);
      const connections = (await engine.overview()).map(told);
      const storage = engine.storage()?.kind ?? "ok";
      return { status: 200, body: { workspace: engine.settings.workspace, at: iso(now()), storage, connections } };
    },
  },
];

function told(view: ConnectionView) {
  const { name, provider, health, lastSuccessAt, pending, oldestPendingAt } = view;
  return {
    name,
    provider,
    health: health.state,
    reason: "reason" in health ? health.reason : null,
    lastSuccessAt: isoOrNull(lastSuccessAt),
    pending,
    oldestPendingAt: isoOrNull(oldestPendingAt),
    objects: view.objects.map(({ object, phase, done, total, known, synced, skipped, failed, waiting }) => ({
      object,
      phase,
      done,
      total,
      known,
      synced,
      skipped,
      failed,
      waiting,
    })),
  };
}
