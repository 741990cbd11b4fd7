import type { Card } from "../../bots/card.ts";
import type { ConnectionView, Price } from "../../engine/index.ts";
import type { Buttons, Press } from "./buttons.ts";
import { type Answered, type Ask, callerKey, replyWith } from "./desk.ts";
import { priceLines } from "./price-line.ts";
import { counted, listed, type Names, plural } from "./words.ts";

const OFFER_MS = 600_000;

type Wanted = Pick<ConnectionView, "name" | "objects">;

/** What reading an object, or each of them, from its beginning costs is told before it begins. */
export async function offerWhole({ name, objects }: Wanted, object: string | undefined, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const wanted = objects.map((one) => one.object).filter((one) => object === undefined || one === object);
  const price = await engine.priceWhole(name, wanted);
  const press = {
    verb: "sync-whole",
    args: { connection: name, ...(object === undefined ? {} : { object }) },
    once: true,
    owner: callerKey(ask.caller),
    expiresAt: now() + OFFER_MS,
  };
  const input = { name, objects: wanted, price, names: ask.names, now: now() };
  return replyWith(ask, "caller", (buttons) => confirmWholeCard(input, press, buttons), { data: price });
}

/** Has an object of a connection, or each of them, read from its beginning. */
export async function readAgain(
  { name, objects }: Wanted,
  object: string | undefined,
  { desk, names }: Pick<Ask, "desk" | "names">,
): Promise<Answered> {
  const wanted = objects.filter((one) => object === undefined || one.object === object);
  const begun: string[] = [];
  for (const one of wanted) if (await desk.engine.orderWhole(name, one.object)) begun.push(one.object);
  if (begun.length > 0) desk.onOrder();
  const late = wanted.map((one) => one.object).filter((one) => !begun.includes(one));
  const records = wanted.reduce((sum, one) => sum + (begun.includes(one.object) ? (one.total ?? 0) : 0), 0);
  const card = allCard({ name, begun, late, records }, names);
  return { show: "caller", card, data: { connection: name, begun, late } };
}

interface Whole {
  readonly name: string;
  readonly objects: readonly string[];
  readonly price: Price;
  readonly names: Names;
  readonly now: number;
}

export function confirmWholeCard(
  { name, objects, price, names, now }: Whole,
  press: Omit<Press, "label">,
  buttons: Buttons,
): Card {
  return {
    kind: "sync",
    state: "confirm",
    tone: "info",
    headline: `Read ${names(name)} from the beginning?`,
    lines: [
      `About ${counted(price.records, "record")} (${said(objects)}). What is as it was last seen changes nothing, and other work goes on.`,
      ...priceLines(price, now),
    ],
    actions: [buttons.button({ ...press, label: "Read all again", style: "primary" })],
    ...(press.expiresAt === undefined ? {} : { footer: ["This offer ends at ", { at: press.expiresAt }, "."] }),
  };
}

const said = (objects: readonly string[]) => listed(objects.map(plural));

interface All {
  readonly name: string;
  /** Objects that are read from now on, and those that are being read already. */
  readonly begun: readonly string[];
  readonly late: readonly string[];
  /** What the last reading from the beginning had found. */
  readonly records: number;
}

export function allCard({ name, begun, late, records }: All, names: Names): Card {
  const isBegun = begun.length > 0;
  return {
    kind: "sync",
    state: isBegun ? "whole" : "whole_refused",
    tone: isBegun ? "good" : "info",
    headline: isBegun ? `${names(name)} is read from the beginning` : `${names(name)} is being read already`,
    lines: [
      ...(isBegun
        ? [
            `About ${counted(records, "record")} (${said(begun)}). What is as it was last seen changes nothing.`,
            ["How far it is: ", { code: `status ${name}` }, "."],
          ]
        : []),
      ...(late.length > 0 ? [`Not begun anew, because it is not over: ${said(late)}.`] : []),
    ],
  };
}
