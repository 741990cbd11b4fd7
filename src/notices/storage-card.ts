import type { Card, Line } from "../../bots/card.ts";
import type { StorageState } from "../../engine/index.ts";
import { duration } from "../commands/words.ts";

const CAUSES: Readonly<Record<StorageState["kind"], readonly [cause: string, todo: string]>> = {
  full: ["Its disk is full.", "Make room where the database is: everything goes on by itself then."],
  read_only: [
    "It takes no writes: it is read-only.",
    "Make the database writable for crmsync: everything goes on by itself then.",
  ],
  broken: [
    "It does not answer as it should.",
    "Look at the database and its disk: everything goes on by itself when it answers again.",
  ],
};

/** It has no buttons: what a button does is a row in the database. */
export function storageCard({ kind, since }: StorageState): Card {
  const [cause, todo] = CAUSES[kind];
  return {
    kind: "storage",
    state: kind,
    tone: "critical",
    headline: "crmsync: the database cannot be written",
    lines: [
      cause,
      "Nothing is read from or written to any CRM meanwhile: everything waits, and nothing is lost.",
      todo,
    ],
    footer: ["Since ", { at: since }],
  };
}

export function storageWellCard({ since }: StorageState, at: number): Card {
  const took: Line = [`It lasted ${duration(Math.max(0, at - since))}: from `, { at: since }, " to ", { at }, "."];
  return {
    kind: "storage",
    state: "resolved",
    tone: "good",
    headline: "crmsync: the database can be written again",
    lines: ["Work goes on from where it stopped, and nothing was lost.", took],
    footer: ["Since ", { at: since }],
  };
}
