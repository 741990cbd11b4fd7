import type { Reply } from "../../bots/bot.ts";
import { type Answered, type Ask, replyWith } from "./desk.ts";
import { limitsCard } from "./limits-card.ts";

/** The limits of one connection or of all, as they are now. */
export async function showLimits(connection: string | undefined, ask: Ask, how: Reply["show"]): Promise<Answered> {
  const { engine, now } = ask.desk;
  const wanted = <T>(all: readonly T[], nameOf: (one: T) => string) =>
    connection === undefined ? all : all.filter((one) => nameOf(one) === connection);
  const limits = wanted(await engine.limits(), (one) => one.connection);
  const views = wanted(await engine.overview(), (one) => one.name);
  const input = {
    limits,
    views,
    names: ask.names,
    now: now(),
    ...(connection === undefined ? {} : { only: connection }),
  };
  return replyWith(ask, how, (buttons) => limitsCard(input, buttons), { data: limits });
}
