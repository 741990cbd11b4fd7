import type { Card, Fact, Line } from "../../bots/card.ts";
import type { ConnectionView, Downtime } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { healthWords } from "../commands/health-words.ts";
import { capital, counted, duration, type Names } from "../commands/words.ts";

export interface BackInput {
  readonly downtime: Downtime;
  readonly views: readonly ConnectionView[];
  readonly names: Names;
}

/** After a time in which nobody worked: how long it was, and what came meanwhile. What is open is told after it. */
export function backCard({ downtime: { from, to }, views, names }: BackInput, buttons: Buttons): Card {
  const pending = views.reduce((sum, view) => sum + view.pending, 0);
  const waits = views.filter((view) => view.pending > 0);
  return {
    kind: "back",
    state: "back",
    tone: "info",
    headline: `crmsync is back after ${duration(Math.max(0, to - from))}`,
    lines: [
      ["It was not running from ", { at: from }, " to ", { at: to }, ", and has looked at every connection since."],
      came(pending, waits.length),
      "What the CRMs changed meanwhile is read from where it stopped. Nothing is lost.",
    ],
    facts: views.map((view) => fact(view, names)),
    actions: [buttons.button({ label: "Show status", verb: "status", args: {} })],
    footer: ["Away from ", { at: from }, " to ", { at: to }],
  };
}

function came(pending: number, connections: number): Line {
  if (pending === 0) return "No change is waiting to be sent.";
  const where = connections === 1 ? "one connection" : `${connections} connections`;
  return `${counted(pending, "change")} ${pending === 1 ? "is" : "are"} waiting to be sent to ${where}.`;
}

function fact({ name, health, identity, pending }: ConnectionView, names: Names): Fact {
  const { word } = healthWords(health, identity !== null);
  const waits = pending === 0 ? "nothing waits" : `${counted(pending, "change")} ${pending === 1 ? "waits" : "wait"}`;
  return { label: names(name), value: `${capital(word)}; ${waits}` };
}
