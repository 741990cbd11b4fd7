import { z } from "zod";
import type { BudgetWish } from "../../engine/index.ts";
import { allows, type Role } from "../access.ts";
import { nearest } from "../config/nearest.ts";
import { change, offerResume, shareWish } from "./budget.ts";
import { AS_IN_FILE } from "./budget-words.ts";
import { type Verb, verb } from "./desk.ts";
import { showLimits } from "./limits-shown.ts";
import { refusal, wrongUse } from "./notes.ts";

export const limits: Verb = verb({
  name: "limits",
  role: "viewer",
  summary: "Shows how much of each CRM's API limits is used, when it will be used up, and sets what we may use.",
  usage: "[connection] [slow | full speed | pause outbound | resume outbound | share PERCENT]",
  examples: ["limits", "limits salesforce", "limits salesforce slow", "limits salesforce share 60"],
  slots: ["connection", "why"],
  args: z.object({ connection: z.string().optional(), why: z.string().optional() }),
  run: async ({ connection, why }, ask) => {
    if (connection === undefined || why === undefined) return showLimits(connection, ask, "caller");
    const wish = readWish(why);
    if (wish === null) {
      const problem = `“${why.slice(0, 60)}” is nothing that can be set.`;
      return { show: "caller", card: wrongUse(limits, problem, nearest(why, Object.keys(SWITCHES))) };
    }
    const needed: Role = wish.what === "share" ? "admin" : "operator";
    if (!allows(ask.role, needed)) {
      const who = `${ask.caller.platform}:${ask.caller.user}`;
      return { show: "caller", card: refusal(`limits ${connection} ${why.slice(0, 60)}`, needed, ask.role, who) };
    }
    const place = { connection, from: "typed" } as const;
    return wish.what === "outboundPaused" && !wish.value ? offerResume(place, ask) : change(wish, place, ask);
  },
});

/** What is typed behind a connection, as it stands on the buttons. */
const SWITCHES: Readonly<Record<string, BudgetWish>> = {
  slow: { what: "slowed", value: true },
  "slow the backfill": { what: "slowed", value: true },
  full: { what: "slowed", value: false },
  "full speed": { what: "slowed", value: false },
  "pause outbound": { what: "outboundPaused", value: true },
  "resume outbound": { what: "outboundPaused", value: false },
};

/** Null = it is none of them. A share is 1 to 100 %, or "file" for what crmsync.yml says. */
function readWish(words: string): BudgetWish | null {
  const small = words.toLowerCase().replaceAll(/\s+/g, " ").trim();
  const share = /^(?:share )?(?:of limit )?(\d{1,3}) ?%?$/.exec(small);
  if (share) {
    const percent = Number(share[1]);
    return percent >= 1 && percent <= 100 ? shareWish(percent) : null;
  }
  return small === `share ${AS_IN_FILE}` ? shareWish(AS_IN_FILE) : (SWITCHES[small] ?? null);
}
