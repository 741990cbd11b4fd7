import type { Card } from "../../bots/card.ts";
import type { RunRow } from "../../engine/index.ts";
import { counted, foreign, readAsker } from "./words.ts";

/** The same was ordered a moment ago: whoever asks now joins that run. */
export function joinedCard(run: Pick<RunRow, "id" | "startedAt" | "askedBy" | "wanted">, told: string): Card {
  return {
    kind: "resync",
    state: "joined",
    tone: "working",
    headline: "This resync is already running",
    lines: [
      [
        `It was begun by ${foreign(readAsker(run.askedBy ?? "somebody").name, 80)} at `,
        { at: run.startedAt },
        `, of ${counted(run.wanted ?? 0, "record")}. Nothing was begun a second time.`,
      ],
      `Progress and result are shown ${told}.`,
    ],
    footer: ["Run ", { code: run.id }],
  };
}

/** `run` as it stands: of two who cancel at once one does, and the other is told who. */
export function cancelledCard(run: Pick<RunRow, "id" | "state" | "detail" | "endedAt">, cancelled: boolean): Card {
  const before = run.state === "cancelled" ? run : null;
  return {
    kind: "resync",
    state: cancelled ? "cancelled" : "ended_already",
    tone: "info",
    headline: cancelled ? "The resync is cancelled" : "This resync has ended already",
    lines: [
      cancelled
        ? "What was done stays done. What had not begun stands again as it stood before."
        : before?.detail && before.endedAt
          ? [
              `It was cancelled by ${foreign(readAsker(before.detail).name, 80)} at `,
              { at: before.endedAt },
              ". Nothing was changed.",
            ]
          : "There was nothing left to cancel. Nothing was changed.",
    ],
    footer: ["Run ", { code: foreign(run.id, 60) }],
  };
}
