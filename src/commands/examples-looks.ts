import type { Card } from "../../bots/card.ts";
import type { DailyView, Finding, LimitLevel, LimitView } from "../../engine/index.ts";
import type { Bundle } from "./bundle.ts";
import { fixedButtons } from "./buttons.ts";
import { diagnoseCard } from "./diagnose-card.ts";
import { doctorCard } from "./doctor-card.ts";
import { exampleView, NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { limitsCard } from "./limits-card.ts";

const buttons = () => fixedButtons("example");
const HOUR = 3_600_000;

/** A day of 20 samples that ends at `used`. */
export const exampleDaily = (used: number, level: LimitLevel, more: Partial<DailyView> = {}): DailyView => ({
  used,
  limit: 15_000,
  allowed: 12_000,
  level,
  resetAt: NOW + 6 * HOUR,
  perHour: 640,
  exhaustedAt: level === "free" ? null : NOW + 2 * HOUR,
  confidence: "fair",
  ours: Math.round(used / 3),
  samples: Array.from({ length: 20 }, (_, at) => ({
    at: NOW - (19 - at) * HOUR,
    used: Math.round((used * (at + 1)) / 20),
    quota: 15_000,
    ours: 20,
  })),
  ...more,
});

export const exampleLimit = (
  connection: string,
  daily: DailyView | null,
  more: Partial<LimitView> = {},
): LimitView => ({
  connection,
  provider: connection === "hubspot" ? "hubspot" : "salesforce",
  share: 0.8,
  fileShare: 0.8,
  budget: { share: null, slowed: null, outboundPaused: null },
  daily,
  burst: null,
  heldUntil: null,
  ...more,
});

const finding = (what: string, ok: boolean, more: Partial<Finding> = {}): Finding => ({
  what,
  ok,
  detail: ok ? "As it should be." : `It is not as it should be: ${NASTY}`,
  todo: ok ? null : "Press Reconnect, or type: reconnect salesforce.",
  ...more,
});

export const exampleBundle = (findings: readonly Finding[]): Bundle => ({
  workspace: "meadow",
  version: "0.1.0",
  at: NOW,
  connection: "salesforce",
  provider: "salesforce",
  account: { id: "00Dxx0000001gPL", name: "Meadow Works", sandbox: false },
  health: findings.every((one) => one.ok) ? "healthy" : "degraded",
  lastSuccessAt: NOW - 12_000,
  pending: 12,
  directions: { import: true, export: true },
  findings,
  reasons: [
    { object: "contact", direction: "outbound", outcome: "failed", reason: "DATA_PICKLIST_INVALID", records: 42 },
  ],
  records: [
    {
      object: "contact",
      direction: "outbound",
      subject: "record_1",
      reason: "DATA_PICKLIST_INVALID",
      code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
      status: 400,
      lastAt: NOW,
    },
  ],
  unknown: [{ fingerprint: "9f31c0aa", code: "SOMETHING_NEW", status: 400, times: 3, lastAt: NOW }],
});

export function lookExamples({ names, grow, pick }: Scale): readonly Card[] {
  const views = ["salesforce", "hubspot"].map((name) => exampleView(name, { state: "healthy" }));
  const burst = { burst: { limit: 190, remaining: 12, windowMs: 10_000 }, heldUntil: NOW + 40_000 };
  const limits = (daily: DailyView) =>
    limitsCard(
      grow({
        limits: [exampleLimit("salesforce", daily), ...pick([], [exampleLimit("hubspot", null, burst)])],
        views: views.slice(0, pick(1, 2)),
        names,
        now: NOW,
      }),
      buttons(),
    );
  const well = ["Sign-in", "Daily limit", "Object contact"].map((what) => finding(what, true));
  const ill = [
    finding("Sign-in", false),
    ...Array.from({ length: pick(0, 24) }, (_, at) => finding(`Object ${at}`, at % 2 === 0)),
  ];
  const diagnose = (findings: readonly Finding[]) =>
    diagnoseCard(grow({ bundle: exampleBundle(findings), names }), buttons());
  const doctor = (findings: readonly Finding[]) =>
    doctorCard(grow({ findings, version: "0.1.0", now: NOW }), buttons());
  return [
    limits(exampleDaily(1_234, "free")),
    limits(exampleDaily(9_800, "near")),
    limits(exampleDaily(11_700, "critical", { resetAt: null })),
    limits(exampleDaily(12_000, "held")),
    limitsCard({ limits: [], views: [], names, now: NOW }, buttons()),
    diagnose(well),
    diagnose(ill),
    doctor(well),
    doctor(ill),
  ];
}
