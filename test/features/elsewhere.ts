import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ItemId } from "./items.ts";

/** An item that no test of the engine can show: why, and the files where people see it. */
export interface Elsewhere {
  readonly why: string;
  /** From the root of the project; each holds `says`. */
  readonly where: readonly string[];
  /** Words that stand there. */
  readonly says: string;
}

/** What belongs to the chat or the documentation alone, and what is about mail and calendar, which are not synced here. */
export const elsewhere: Readonly<Partial<Record<ItemId, Elsewhere>>> = {
  B3: {
    why: "a table for people; its rows are the reasons, which tests show",
    where: ["README.md"],
    says: "| symptom | cause | mend | takes |",
  },
  B7: {
    why: "advice to people; nothing in the program asks who the user is",
    where: ["README.md", "docs/trouble.md"],
    says: "a user of its own",
  },
  B28: {
    why: "advice to people, before anything is synced",
    where: ["README.md"],
    says: "Merge duplicates before the first sync",
  },
  D1: {
    why: "mail is not synced here; the same causes of a CRM's trouble are words of its reasons, which diagnose shows",
    where: ["engine/reasons/connection.ts"],
    says: "Check network, DNS, proxy and firewall",
  },
  D2: {
    why: "mail is not synced here; signing in again is the verb reconnect, for CRMs",
    where: ["README.md"],
    says: "a private sign-in link",
  },
  D7: {
    why: "calendars are not synced; signing in again and a test by hand are the verbs reconnect and diagnose, for CRMs",
    where: ["README.md"],
    says: "Mail and calendars are not synced",
  },
  D9: {
    why: "mail is not synced, so its trouble leads to nothing here; what a CRM's trouble leads to stands on its cards",
    where: ["README.md"],
    says: "Mail and calendars are not synced",
  },
};

const root = join(import.meta.dirname, "../..");

/** Where the words are not that an entry promises, one sentence each. */
export function elsewhereFaults(): readonly string[] {
  return Object.entries(elsewhere).flatMap(([id, { where, says }]) =>
    where
      .filter((file) => !readFileSync(join(root, file), "utf8").includes(says))
      .map((file) => `${id}: “${says}” does not stand in ${file}`),
  );
}
