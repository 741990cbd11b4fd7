import type { DailyView, Finding, LimitLevel, LimitView } from "../../engine/index.ts";
import type { Bundle } from "./bundle.ts";
import { fixedButtons } from "./buttons.ts";
import { diagnoseCard } from "./diagnose-card.ts";
import { doctorCard } from "./doctor-card.ts";
import { type Example, exampleView, NASTY, NOW } from "./examples.ts";
import { limitsCard } from "./limits-card.ts";
import { capital } from "./words.ts";

const names = (connection: string) => capital(connection);
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

export function lookExamples(): readonly Example[] {
  const views = ["salesforce", "hubspot"].map((name) => exampleView(name, { state: "healthy" }));
  const limits = (daily: DailyView | null, more: Partial<LimitView> = {}) =>
    limitsCard(
      { limits: [exampleLimit("salesforce", daily), exampleLimit("hubspot", null, more)], views, names, now: NOW },
      buttons(),
    );
  const burst = { limit: 190, remaining: 12, windowMs: 10_000 };
  const well = ["Sign-in", "Daily limit", "Object contact"].map((what) => finding(what, true));
  const ill = [
    finding("Sign-in", false),
    ...Array.from({ length: 24 }, (_, at) => finding(`Object ${at}`, at % 2 === 0)),
  ];
  const diagnose = (findings: readonly Finding[]) =>
    diagnoseCard({ bundle: exampleBundle(findings), names }, buttons());
  const doctor = (findings: readonly Finding[]) => doctorCard({ findings, version: "0.1.0", now: NOW }, buttons());
  return [
    { card: limits(exampleDaily(1_234, "free")), size: "small" },
    { card: limits(exampleDaily(9_800, "near"), { burst, heldUntil: NOW + 40_000 }), size: "large" },
    { card: limits(exampleDaily(11_700, "critical", { resetAt: null })), size: "large" },
    { card: limits(exampleDaily(12_000, "held")), size: "large" },
    { card: limitsCard({ limits: [], views: [], names, now: NOW }, buttons()), size: "small" },
    { card: diagnose(well), size: "small" },
    { card: diagnose(ill), size: "large" },
    { card: doctor(well), size: "small" },
    { card: doctor(ill), size: "large" },
  ];
}
