import { z } from "zod";
import type { Reply } from "../../bots/bot.ts";
import type { SignedIn } from "../../engine/index.ts";
import { signInCard } from "../notices/sign-in-asked.ts";
import { fixedButtons } from "./buttons.ts";
import { type Ask, verb } from "./desk.ts";
import { signInUnchanged } from "./notes.ts";

const args = z.object({ id: z.string() });

/** Yes, this is the account: the grant is used from now on. The engine lets only the person who signed in say so. */
export const confirmSignIn = verb({
  name: "confirm-sign-in",
  role: "operator",
  summary: "Uses a sign-in that was made.",
  usage: "",
  examples: [],
  slots: null,
  args,
  run: async ({ id }, ask) => told(await ask.desk.engine.signIns.confirm(id, ask.caller.user), ask),
});

/** No: the grant is forgotten. */
export const cancelSignIn = verb({
  name: "cancel-sign-in",
  role: "operator",
  summary: "Forgets a sign-in that was made.",
  usage: "",
  examples: [],
  slots: null,
  args,
  run: async ({ id }, ask) => told(await ask.desk.engine.signIns.cancel(id, ask.caller.user), ask),
});

async function told(result: SignedIn, { desk, names }: Ask): Promise<Reply> {
  if (!result.ok) return { show: "caller", card: signInUnchanged(result.detail) };
  desk.onOrder();
  const { signIn } = result;
  const buttons = fixedButtons(`sign-in:${signIn.id}`);
  const card = signInCard({ signIn, name: names(signIn.connection), now: desk.now(), expected: null }, buttons);
  await desk.engine.addActions(buttons.rows);
  return { show: "replace", card };
}
