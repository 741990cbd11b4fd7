import { z } from "zod";
import type { BudgetWish } from "../../engine/index.ts";
import { budgetSetCard, budgetUnchangedCard, confirmResumeCard } from "./budget-card.ts";
import { AS_IN_FILE, type Shown } from "./budget-words.ts";
import { type Answered, type Ask, callerKey, replyWith, verb } from "./desk.ts";
import { showLimits } from "./limits-shown.ts";
import { foreign } from "./words.ts";

const OFFER_MS = 600_000;

/** Who asks from where, and when the setting was last changed as far as their card knows. */
interface Place {
  readonly connection: string;
  readonly from: Shown | "typed";
  readonly since?: number | null | undefined;
  /** The limits card showed this connection alone. */
  readonly only?: string | undefined;
}

const placed = {
  connection: z.string(),
  from: z.enum(["limits", "alert", "typed"]),
  since: z.number().nullable().optional(),
  only: z.string().optional(),
};
const pressedOnly = { usage: "", examples: [], slots: null } as const;

export const slowBackfill = verb({
  ...pressedOnly,
  name: "slow-backfill",
  role: "operator",
  summary: "Lets a backfill go at 40 % of its pace, or at full speed again.",
  args: z.object({ ...placed, on: z.boolean() }),
  run: ({ on, ...place }, ask) => change({ what: "slowed", value: on }, place, ask),
});

export const pauseOutbound = verb({
  ...pressedOnly,
  name: "pause-outbound",
  role: "operator",
  summary: "Sends nothing unasked to a connection, or sends again what waits.",
  args: z.object({ ...placed, on: z.boolean(), agreed: z.boolean().optional() }),
  run: ({ on, agreed = false, ...place }, ask) =>
    on || agreed ? change({ what: "outboundPaused", value: on }, place, ask) : offerResume(place, ask),
});

export const setShare = verb({
  ...pressedOnly,
  name: "set-share",
  role: "admin",
  summary: "Sets how much of the CRM's limits we may use.",
  takes: "value",
  args: z.object({
    ...placed,
    value: z.union([z.literal(AS_IN_FILE), z.coerce.number().int().min(1).max(100)]),
  }),
  run: ({ value, ...place }, ask) => change(shareWish(value), place, ask),
});

export function shareWish(value: number | typeof AS_IN_FILE): BudgetWish {
  return { what: "share", value: value === AS_IN_FILE ? null : value / 100 };
}

/** Sets it, and shows how it stands now: in place of the limits card, beside an alert, which is edited by itself. */
export async function change(wish: BudgetWish, { connection, from, since, only }: Place, ask: Ask): Promise<Answered> {
  const { engine, onOrder } = ask.desk;
  const own = engine.settings.connections.find((each) => each.name === connection);
  if (!own) throw new Error("a connection of a button is not configured any more");
  const name = ask.names(connection);
  const by = foreign(ask.caller.name || ask.caller.user, 80);
  const { done, budget } = await engine.setBudget(connection, wish, by, since);
  const data = { connection, ...wish, done };
  if (!done) return { show: "caller", card: budgetUnchangedCard(name, wish, budget), data };
  onOrder();
  if (from === "limits") return showLimits(only, ask, "replace");
  const pending = (await engine.overview()).find((each) => each.name === connection)?.pending ?? 0;
  return { show: "caller", card: budgetSetCard({ name, wish, fileShare: own.share, pending }), data };
}

/** What waits goes all at once: its price is told first. Where nothing waits there is nothing to ask. */
export async function offerResume(place: Place, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const { connection } = place;
  const budget = (await engine.budgets()).get(connection);
  const price = budget?.outboundPaused?.value ? await engine.priceBacklog(connection) : null;
  if (price === null || price.records === 0) return change({ what: "outboundPaused", value: false }, place, ask);
  const press = {
    verb: "pause-outbound",
    args: { ...place, on: false, agreed: true },
    once: true,
    owner: callerKey(ask.caller),
    expiresAt: now() + OFFER_MS,
  };
  const input = { name: ask.names(connection), price, now: now() };
  return replyWith(ask, "caller", (buttons) => confirmResumeCard(input, press, buttons), { data: price });
}
