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
  D6: {
    why: "a forced try by hand is the verb diagnose, whose live calls tell sign-in and network from the schedule",
    where: ["README.md", "src/commands/diagnose-card.ts"],
    says: "diagnose",
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
