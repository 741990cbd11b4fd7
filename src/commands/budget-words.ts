import type { CardAction, Fact, Line } from "../../bots/card.ts";
import type { Budget, Confidence } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { foreign, share } from "./words.ts";

/** A connection's calls as people set them, for whatever card shows them. */
export interface BudgetShown {
  readonly connection: string;
  /** Of the CRM's limits, 0 to 1, as it is now. */
  readonly share: number;
  /** As crmsync.yml says it. */
  readonly fileShare: number;
  readonly budget: Budget;
}

const WHO = 80;

/** Who set what and when; nothing where nobody did. */
export function budgetSettings({ budget, share: now, fileShare }: BudgetShown): readonly Fact[] {
  const { slowed, outboundPaused, share: set } = budget;
  const of = (part: number) => share(Math.round(part * 100), 100);
  return [
    ...(slowed === null
      ? []
      : [{ label: "Backfill", value: by(slowed.value ? "slowed to 40 % of its pace" : "at full speed", slowed) }]),
    ...(outboundPaused === null
      ? []
      : [{ label: "Outbound", value: by(outboundPaused.value ? "paused" : "resumed", outboundPaused) }]),
    ...(set === null
      ? []
      : [
          {
            label: "Share of limit",
            value: by(
              set.value === null
                ? `${of(fileShare)} as in crmsync.yml`
                : `${of(now)}, crmsync.yml says ${of(fileShare)}`,
              set,
            ),
          },
        ]),
  ];
}

function by(what: string, { by: who, at }: { readonly by: string; readonly at: number }): Line {
  return [`${what}, set by ${foreign(who, WHO)} at `, { at }];
}

/** In a word each, for a card that has little room: "The backfill is slowed by Ann." */
export function budgetWords({ slowed, outboundPaused, share: set }: Budget): readonly string[] {
  return [
    ...(slowed?.value ? [`The backfill is slowed by ${foreign(slowed.by, WHO)}.`] : []),
    ...(outboundPaused?.value
      ? [`Outbound is paused by ${foreign(outboundPaused.by, WHO)}: only what people ask for is sent.`]
      : []),
    ...(set !== null && set.value !== null
      ? [`The share of its limits is set to ${share(Math.round(set.value * 100), 100)} by ${foreign(set.by, WHO)}.`]
      : []),
  ];
}

/** Beside the words that say that outbound is paused: the way back. */
export function resumeOutbound(
  connection: string,
  { outboundPaused }: Budget,
  buttons: Buttons,
): readonly CardAction[] {
  if (!outboundPaused?.value) return [];
  const args = { connection, from: "alert", on: false, since: outboundPaused.at };
  return [buttons.button({ label: "Resume outbound", verb: "pause-outbound", args })];
}

const SHARES = [25, 40, 50, 60, 70, 80, 90, 100];
/** What is picked for the share of the file. */
export const AS_IN_FILE = "file";

/** Where a button stands: its answer takes the place of the limits card, and is private beside an alert. */
export type Shown = "limits" | "alert";

/** `only` = the card shows this connection alone. */
export interface Standing {
  readonly from: Shown;
  readonly only?: string;
}

/** Slow or full speed, pause or resume, and the share: each works once, until somebody sets it again. */
export function budgetActions(shown: BudgetShown, standing: Standing, buttons: Buttons): readonly CardAction[] {
  const { connection, fileShare, budget } = shown;
  const { slowed, outboundPaused, share: set } = budget;
  const args = { connection, ...standing };
  const isSlow = slowed?.value ?? false;
  const isPaused = outboundPaused?.value ?? false;
  return [
    buttons.button({
      label: isSlow ? "Full speed" : "Slow the backfill",
      verb: "slow-backfill",
      args: { ...args, on: !isSlow, since: slowed?.at ?? null },
      once: true,
    }),
    buttons.button({
      label: isPaused ? "Resume outbound" : "Pause outbound",
      verb: "pause-outbound",
      args: { ...args, on: !isPaused, since: outboundPaused?.at ?? null },
      // To resume is asked again with its price: until then the button stays.
      once: !isPaused,
    }),
    buttons.select({
      label: "Share of limit",
      verb: "set-share",
      args: { ...args, since: set?.at ?? null },
      once: true,
      options: [
        ...SHARES.map((part) => ({ label: share(part, 100), value: String(part) })),
        { label: `${share(Math.round(fileShare * 100), 100)}, as in crmsync.yml`, value: AS_IN_FILE },
      ],
    }),
  ];
}

/** How sure a forecast is, behind its time. */
export function confidenceWords(confidence: Confidence | null): string {
  if (confidence === "high") return ", likely: today goes as yesterday went";
  if (confidence === "fair") return ", if the pace stays even";
  return confidence === "low" ? ", a rough guess: the pace is changing" : "";
}
