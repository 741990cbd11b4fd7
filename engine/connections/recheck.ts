import { orderPull } from "../asked/run-log.ts";
import { type Difference, stillDiffers } from "../rules/difference.ts";
import { forgetSchema } from "../store/schemas.ts";
import { saveDifference, signInsDone } from "../store/sign-ins.ts";
import type { Worker } from "../worker.ts";
import { presentRights } from "./rights-read.ts";

/** Which of the rights that the last sign-in lost are missing now. */
export type Rechecked =
  | { readonly state: "read"; readonly before: Difference; readonly now: Difference }
  /** No sign-in of the last day is known to have lost a right. */
  | { readonly state: "nothing_lost" }
  /** The CRM did not tell. */
  | { readonly state: "not_read"; readonly detail: string };

/**
 * Reads the rights of a connection anew, one call an object, and keeps what is still missing with the sign-in that lost it.
 * What was refused for want of a right that is there again is tried with the next look.
 */
export async function recheckRights(worker: Worker, name: string): Promise<Rechecked> {
  const { store, connections } = worker;
  const signIn = (await store.read((sql) => signInsDone(sql, 0))).find((each) => each.connection === name);
  const before = signIn?.difference ?? null;
  if (!signIn || !before || before.lost.length + before.scopesLost.length === 0) return { state: "nothing_lost" };
  const connection = connections.get(name);
  const told = await connections.ask(name, async (crm) => presentRights(connection, crm, await crm.identity()));
  if (!told.ok)
    return { state: "not_read", detail: told.wait ? "the connection is not signed in" : told.trouble.detail };
  const now = stillDiffers(before, told.value);
  const back = before.lost.filter((each) => !now.lost.includes(each)).map((each) => each.object);
  await store.write(async (sql) => {
    await saveDifference(sql, signIn.id, now);
    for (const object of new Set(back)) await forgetSchema(sql, name, object);
    if (back.length > 0) await orderPull(sql, name, [...new Set(back)]);
  });
  return { state: "read", before, now };
}
