import type { Card } from "../../bots/card.ts";
import { type ConnectionView, DISCONNECTED } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { duration, foreign, readAsker, waiting } from "../commands/words.ts";
import type { PausedNow } from "./facts.ts";

export interface PausedInput {
  readonly view: ConnectionView;
  readonly paused: PausedNow;
  readonly name: string;
}

/** A person stopped a connection: who, why, and what ends it. */
export function pausedCard({ view, paused: { by, why, at }, name }: PausedInput, buttons: Buttons): Card {
  const off = why === DISCONNECTED;
  const who = foreign(readAsker(by).name, 80);
  const { name: connection } = view;
  return {
    kind: "paused",
    state: off ? "disconnected" : "paused",
    tone: "info",
    headline: off ? `${name}: disconnected` : `${name}: paused`,
    lines: [
      off
        ? `${who} disconnected it: the grant was taken back. Settings and records stay.`
        : `${who} paused it${why === "" ? "." : `: “${foreign(why, 200)}”.`}`,
      off ? "Press Reconnect and sign in to go on." : "Press Resume to go on.",
      waiting(view.pending, view.oldestPendingAt),
    ],
    actions: [
      off
        ? buttons.button({ label: "Reconnect", verb: "reconnect", args: { connection }, style: "primary" })
        : buttons.button({ label: "Resume", verb: "resume", args: { connection }, style: "primary" }),
      buttons.button({ label: "Show status", verb: "status", args: { connection } }),
    ],
    footer: [`${name}, since `, { at }],
  };
}

export interface ResumedInput {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export function resumedCard({ name, from, to }: ResumedInput): Card {
  return {
    kind: "paused",
    state: "resumed",
    tone: "good",
    headline: `${name}: at work again`,
    lines: [
      `It stood still for ${duration(Math.max(0, to - from))}, and what waited is sent now.`,
      ["From ", { at: from }, " to ", { at: to }, "."],
    ],
  };
}
