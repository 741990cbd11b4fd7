import type { Card } from "../../bots/card.ts";
import type { ConnectionView, LimitView, ObjectView, StorageState } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { exampleGroups, exampleObject, exampleView, NOW } from "../commands/examples.ts";
import type { Scale } from "../commands/examples-scale.ts";
import { backCard } from "./back-card.ts";
import { backfillCard, backfillOf } from "./backfill.ts";
import { digestCard } from "./digest-card.ts";
import type { DigestInput } from "./digest-rows.ts";
import { pausedCard, resumedCard } from "./paused-card.ts";
import { storageCard, storageWellCard } from "./storage-card.ts";

const buttons = () => fixedButtons("example");

/** What is no incident and was not asked for. */
export function newsExamples(scale: Scale): readonly Card[] {
  return [backfillExamples, backExamples, pauseExamples, digestExamples, storageExamples].flatMap((each) =>
    each(scale),
  );
}

function backfillExamples({ names, grow, pick }: Scale): readonly Card[] {
  const show = (given: ConnectionView): readonly Card[] => {
    const view = grow(given);
    const backfill = backfillOf(view.objects, NOW);
    return backfill ? [backfillCard(view, backfill, names(view.name), buttons())] : [];
  };
  const begun = { phase: "backfill", startedAt: NOW - 60_000, movedAt: NOW - 1_000, finishedAt: null } as const;
  const objects: readonly ObjectView[] = [
    exampleObject("account", { ...begun, done: 800, total: 800, finishedAt: NOW - 40_000 }),
    exampleObject("contact", { ...begun, done: 3_100, total: 5_000 }),
  ];
  const unknown = objects.map((view) => ({ ...view, total: null, finishedAt: null }));
  const many = Array.from({ length: 12 }, (_, at) =>
    exampleObject(
      `custom_${at}`,
      at < 6
        ? { ...begun, done: 40_000, total: 120_000 }
        : { ...begun, startedAt: null, movedAt: null, done: 0, total: 9 },
    ),
  );
  const running = { state: "backfilling", done: 3_900, total: 5_800, leftMs: 20_000 } as const;
  const revoked = { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" } as const;
  return [
    ...show(exampleView("hubspot", running, { objects: pick(objects, many) })),
    ...show(exampleView("hubspot", revoked, { objects: unknown })),
    ...show(exampleView("hubspot", { state: "healthy" })),
  ];
}

function pauseExamples({ names, grow }: Scale): readonly Card[] {
  const view = exampleView(
    "hubspot",
    { state: "paused", by: "Olga", why: "moving house", at: NOW - 60_000 },
    { pending: 12 },
  );
  const paused = { connection: "hubspot", by: "slack|U1|Olga", at: NOW - 60_000 };
  const input = { view, name: names("hubspot") };
  return [
    pausedCard(grow({ ...input, paused: { ...paused, why: "moving house" } }), buttons()),
    pausedCard(grow({ ...input, paused: { ...paused, why: "disconnected" } }), buttons()),
    resumedCard({ name: input.name, from: NOW - 60_000, to: NOW }),
  ];
}

function backExamples({ names, grow }: Scale): readonly Card[] {
  const downtime = { from: NOW - 11_100_000, to: NOW - 5_000 };
  const views = [
    exampleView("salesforce", { state: "healthy" }, { pending: 321, oldestPendingAt: NOW - 9_000_000 }),
    exampleView("hubspot", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" }),
  ];
  return [backCard(grow({ downtime, views, names }), buttons())];
}

function digestExamples({ names, grow, pick }: Scale): readonly Card[] {
  const limit: LimitView = {
    connection: "salesforce",
    provider: "salesforce",
    share: 0.8,
    fileShare: 0.8,
    budget: { share: null, slowed: null, outboundPaused: null },
    daily: {
      used: 9_700,
      limit: 15_000,
      allowed: 12_000,
      level: "near",
      resetAt: null,
      perHour: 431,
      exhaustedAt: null,
      confidence: "low",
      ours: null,
      samples: [],
    },
    burst: null,
    heldUntil: null,
  };
  const views = ["salesforce", "hubspot"].map((name) => exampleView(name, { state: "healthy" }));
  const show = (more: Partial<DigestInput>) =>
    digestCard(
      grow({ groups: [], before: null, views, limits: [], names, date: "2026-11-21", now: NOW, ...more }),
      buttons(),
    );
  const mixed = exampleGroups(4);
  const before = [
    ...mixed.slice(1).map((one) => ({ ...one, records: one.records - 12 })),
    ...exampleGroups(6).slice(5),
  ];
  const skipped = exampleGroups(40).filter((one) => one.outcome === "skipped");
  const revoked = exampleView("hubspot", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" });
  const many = Array.from({ length: 10 }, (_, at) => exampleView(`salesforce-${at}`, { state: "healthy" }));
  const groups = many.flatMap(({ name }) => exampleGroups(40).map((one) => ({ ...one, connection: name })));
  return [
    show({}),
    pick(
      show({ groups: mixed, before, limits: [limit] }),
      show({ groups, views: [...many, revoked], before: exampleGroups(20), limits: [limit] }),
    ),
    show({ groups: skipped.slice(0, pick(2, 40)) }),
  ];
}

function storageExamples({ grow }: Scale): readonly Card[] {
  const trouble: StorageState = { kind: "full", since: NOW - 300_000, detail: "database or disk is full" };
  return [
    ...(["full", "read_only", "broken"] as const).map((kind) => storageCard(grow({ ...trouble, kind }))),
    storageWellCard(grow(trouble), NOW),
  ];
}
