import { z } from "zod";
import type { Engine, OutcomeRow } from "../../engine/index.ts";
import { reasonArg } from "./args.ts";
import { replyWith, verb } from "./desk.ts";
import { type Example, failuresCard, LISTED, reasonCard, TOLD } from "./failures-card.ts";
import { type Narrowed, ranked, within } from "./groups.ts";

export const failures = verb({
  name: "failures",
  role: "viewer",
  summary: "Lists what was not synced, by reason, with what to do.",
  usage: "[connection] [REASON] [object]",
  examples: ["failures", "failures hubspot", "failures DATA_PICKLIST_INVALID"],
  slots: ["connection", "reason", "object"],
  args: z.object({ connection: z.string().optional(), object: z.string().optional(), reason: reasonArg.optional() }),
  run: async ({ connection, object, reason }, ask) => {
    const { engine, now } = ask.desk;
    const by: Narrowed = { connection, object, reason };
    const groups = within(await engine.failures(), by);
    const causes = await engine.causes({ connection, object, reason });
    const typed = ask.caller.platform === "cli";
    const about = { groups, by, names: ask.names, now: now(), causes, typed };
    if (reason !== undefined) {
      const examples = await withUrls(engine, await engine.outcomes({ connection, object, reason, limit: LISTED }));
      return replyWith(ask, "caller", (buttons) => reasonCard({ ...about, code: reason, examples }, buttons), {
        data: { groups, causes, records: examples.map((one) => one.row) },
      });
    }
    const examples: (readonly Example[])[] = [];
    for (const group of ranked(groups).slice(0, TOLD)) examples.push(await examplesOf(engine, group));
    return replyWith(ask, "caller", (buttons) => failuresCard({ ...about, examples }, buttons), {
      data: { groups, causes },
    });
  },
});

async function examplesOf(engine: Engine, group: ReturnType<typeof ranked>[number]): Promise<readonly Example[]> {
  const { connection, object, direction, reason } = group;
  return withUrls(engine, await engine.outcomes({ connection, object, direction, reason, limit: 3 }));
}

/** What goes out is known by our id, which has no page in the CRM unless the CRM named its own. */
async function withUrls(engine: Engine, rows: readonly OutcomeRow[]): Promise<readonly Example[]> {
  const examples: Example[] = [];
  for (const row of rows) {
    const url = row.direction === "inbound" ? await engine.recordUrl(row.connection, row.object, row.subject) : null;
    examples.push({ row, url });
  }
  return examples;
}
