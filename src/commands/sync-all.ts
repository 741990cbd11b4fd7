import type { Card } from "../../bots/card.ts";
import type { ConnectionView } from "../../engine/index.ts";
import type { Answered, Ask } from "./desk.ts";
import { counted, listed, type Names, plural } from "./words.ts";

/** Has an object of a connection, or each of them, read from its beginning. */
export async function readAgain(
  { name, objects }: Pick<ConnectionView, "name" | "objects">,
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

interface All {
  readonly name: string;
  /** Objects that are read from now on, and those that are being read already. */
  readonly begun: readonly string[];
  readonly late: readonly string[];
  /** What the last reading from the beginning had found. */
  readonly records: number;
}

export function allCard({ name, begun, late, records }: All, names: Names): Card {
  const said = (objects: readonly string[]) => listed(objects.map(plural));
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
