import type { Line, Tone } from "../../bots/card.ts";
import { DISCONNECTED, type Health, reason } from "../../engine/index.ts";
import { about, foreign, number, share } from "./words.ts";

/** How a state is said: the mark's tone, a few words for a heading, and sentences that say why and what to do. */
export interface HealthWords {
  readonly tone: Tone;
  readonly word: string;
  readonly lines: readonly Line[];
}

export function healthWords(health: Health, signedInBefore: boolean): HealthWords {
  switch (health.state) {
    case "healthy":
      return { tone: "good", word: "healthy", lines: [] };
    case "backfilling":
      return { tone: "working", word: `first sync, ${progressOf(health)}`, lines: waitsFor(health) };
    case "throttled":
      return {
        tone: "working",
        word: "slowed down",
        lines: [["The CRM's limit is used up. Work goes on by itself, at ", { at: health.until }, " at the earliest."]],
      };
    case "degraded": {
      const { title, says, todo } = reason(health.reason);
      return { tone: "warning", word: `degraded: ${lower(title)}`, lines: [`${says} ${todo}`] };
    }
    case "action_needed":
      return actionNeeded(health, signedInBefore);
    case "provider_outage":
      return {
        tone: "warning",
        word: "the CRM is away",
        lines: [
          [
            "No usable answer since ",
            { at: health.since },
            ". It is tried again by itself; there is nothing to do here.",
          ],
        ],
      };
    case "stuck":
      return {
        tone: "warning",
        word: "stuck",
        lines: [
          [
            "The first sync has not moved since ",
            { at: health.since },
            ". It goes on from where it stopped as soon as the CRM answers.",
          ],
        ],
      };
    case "paused":
      if (health.why === DISCONNECTED) return disconnected(health.by, health.at);
      return {
        tone: "info",
        word: "paused",
        lines: [
          [
            `Paused by ${foreign(health.by, 80)} at `,
            { at: health.at },
            health.why === "" ? "." : `: ${foreign(health.why)}.`,
          ],
        ],
      };
  }
}

function disconnected(by: string, at: number): HealthWords {
  return {
    tone: "info",
    word: "disconnected",
    lines: [
      [
        `Disconnected by ${foreign(by, 80)} at `,
        { at },
        ". Settings and records are kept. Sign in again to go on; changes go on being collected.",
      ],
    ],
  };
}

function actionNeeded(health: Extract<Health, { state: "action_needed" }>, signedInBefore: boolean): HealthWords {
  if (!signedInBefore) {
    return {
      tone: "critical",
      word: "not connected yet",
      lines: ["Nobody has signed in to the CRM yet. Press Reconnect to do so."],
    };
  }
  const { title, says, todo } = reason(health.reason);
  return {
    tone: "critical",
    word: `action needed: ${lower(title)}`,
    lines: [`${says} ${todo}`, `This is for ${fixers[health.fixer]}.`],
  };
}

const fixers: Readonly<Record<Extract<Health, { state: "action_needed" }>["fixer"], string>> = {
  engine: "nobody: it mends itself",
  operator: "an operator",
  crm_admin: "the CRM's administrator",
  record_owner: "the record's owner",
};

function progressOf({ done, total, leftMs }: Extract<Health, { state: "backfilling" }>): string {
  if (total === null) return `${number(done)} records so far`;
  return `${share(done, total)} of ${number(total)} records${leftMs === null ? "" : `, ${about(leftMs)} left`}`;
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** B13: a first sync that runs only in its hours. */
function waitsFor({ waitsUntil }: Extract<Health, { state: "backfilling" }>): readonly Line[] {
  if (waitsUntil === undefined) return [];
  return [["It runs only in its hours and goes on at ", { at: waitsUntil }, ". Changes are sent as always."]];
}
