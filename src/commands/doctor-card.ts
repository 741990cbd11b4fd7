import type { Card } from "../../bots/card.ts";
import type { Finding } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { findingLine } from "./diagnose-card.ts";
import { counted, foreign } from "./words.ts";

export interface DoctorInput {
  readonly findings: readonly Finding[];
  readonly version: string | null;
  readonly now: number;
}

const SHOWN = 30;

/** The whole installation: what is wrong on top, then everything. `buttons` is null where nobody can press. */
export function doctorCard({ findings, version, now }: DoctorInput, buttons: Buttons | null): Card {
  const wrong = findings.filter((one) => !one.ok);
  const [first] = wrong;
  return {
    kind: "doctor",
    state: first ? "wrong" : "right",
    tone: first ? "warning" : "good",
    headline: first
      ? `${counted(wrong.length, "thing")} ${wrong.length === 1 ? "needs" : "need"} attention`
      : "Everything that was looked at is right",
    lines: first
      ? [
          `First: ${foreign(first.what, 60)}. ${foreign(first.detail, 300)}`,
          ...(first.todo === null ? [] : [`What to do: ${foreign(first.todo, 300)}`]),
        ]
      : ["Database, disk, clock, schedule, connections and chat."],
    sections: [{ heading: "What was looked at", lines: findings.slice(0, SHOWN).map(findingLine) }],
    ...(buttons ? { actions: [buttons.button({ label: "Look again", verb: "doctor", args: {} })] } : {}),
    footer: [...(version === null ? [] : [`crmsync ${version}. `]), "As of ", { at: now }, ". Nothing was changed."],
  };
}
