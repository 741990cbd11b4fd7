import type { Card, Line } from "../../bots/card.ts";
import type { Budget, BudgetWish, Price } from "../../engine/index.ts";
import type { Buttons, Press } from "./buttons.ts";
import { priceLines } from "./price-line.ts";
import { counted, foreign, share } from "./words.ts";

/** What was set, in words: a headline and what it means. */
interface Meaning {
  readonly headline: string;
  readonly line: Line;
}

export interface BudgetAsked {
  readonly name: string;
  readonly wish: BudgetWish;
  readonly fileShare: number;
  /** Changes that wait to be sent. */
  readonly pending: number;
}

function meaning({ name, wish, fileShare, pending }: BudgetAsked): Meaning {
  const of = (part: number) => share(Math.round(part * 100), 100);
  if (wish.what === "share")
    return wish.value === null
      ? { headline: `${name}: we may use ${of(fileShare)} of its limits`, line: "That is as crmsync.yml says it." }
      : {
          headline: `${name}: we may use ${of(wish.value)} of its limits`,
          line: `It holds from now on, also after a restart; crmsync.yml says ${of(fileShare)}.`,
        };
  if (wish.what === "slowed")
    return wish.value
      ? {
          headline: `${name}: the backfill is slowed`,
          line: "It goes at 40 % of its pace until somebody presses Full speed. Changes go as they did.",
        }
      : { headline: `${name}: the backfill goes at full speed`, line: "It uses what is left of our share again." };
  return wish.value
    ? {
        headline: `${name}: outbound is paused`,
        line: "Nothing is written there but what people ask for, until somebody presses Resume outbound. Changes are collected, and nothing is lost.",
      }
    : {
        headline: `${name}: outbound is resumed`,
        line:
          pending === 0
            ? "Nothing had waited."
            : `${counted(pending, "change")} that waited ${pending === 1 ? "is" : "are"} sent now.`,
      };
}

export function budgetSetCard(asked: BudgetAsked): Card {
  const { headline, line } = meaning(asked);
  return {
    kind: "budget",
    state: asked.wish.what === "share" ? "share" : `${asked.wish.what}_${asked.wish.value ? "on" : "off"}`,
    tone: "good",
    headline,
    lines: [line, "The cards in the channels say so."],
  };
}

/** It stood so already, or somebody changed it since the button was drawn. */
export function budgetUnchangedCard(name: string, wish: BudgetWish, budget: Budget): Card {
  const before = budget[wish.what];
  return {
    kind: "budget",
    state: "unchanged",
    tone: "info",
    headline: `${name}: nothing was changed`,
    lines: [
      before === null
        ? "It stands so already."
        : [`${foreign(before.by, 80)} set it at `, { at: before.at }, ". Ask again to see how it stands."],
      [{ code: "limits" }, " shows it with its buttons."],
    ],
  };
}

export interface ResumeInput {
  readonly name: string;
  readonly price: Price;
  readonly now: number;
}

/** What waits is a bulk job: its price is told before it goes. */
export function confirmResumeCard(
  { name, price, now }: ResumeInput,
  press: Omit<Press, "label">,
  buttons: Buttons,
): Card {
  return {
    kind: "budget",
    state: "confirm",
    tone: "info",
    headline: `Resume outbound to ${name}?`,
    lines: [
      `${counted(price.records, "change")} that waited ${price.records === 1 ? "is" : "are"} sent then, the latest state of each record.`,
      ...priceLines(price, now),
    ],
    actions: [buttons.button({ ...press, label: "Resume outbound", style: "primary" })],
    ...(press.expiresAt === undefined ? {} : { footer: ["This offer ends at ", { at: press.expiresAt }, "."] }),
  };
}
