import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../bots/bot.ts";
import type { Engine } from "../../engine/index.ts";
import type { Answered, createAnswer } from "../commands/index.ts";
import { type Exit, exitOf, type Flags, show } from "./print.ts";

type Answer = ReturnType<typeof createAnswer>;

/** What asks first in a chat asks in the terminal in its own way; without anybody to ask, --yes must say it. */
export async function confirmed(answer: Answer, caller: Caller, offer: Answered, flags: Flags): Promise<Exit> {
  const button = offer.card.actions?.find((action) => action.type === "button");
  if (!button) return 0;
  if (!flags.yes && !process.stdin.isTTY) {
    console.error(`Nothing was done. Add --yes to say yes to “${offer.card.headline}”.`);
    return 1;
  }
  if (!(await agree(offer.card.headline, flags.yes))) return 1;
  const request = `${caller.request}-yes`;
  const done = await answer({ type: "press", id: button.id, value: null }, { ...caller, request });
  show(done, flags);
  return exitOf(done);
}

/** Waits until the browser came back, then asks whether it was the right account. */
export async function followSignIn(engine: Engine, caller: Caller, id: string, flags: Flags): Promise<Exit> {
  for (;;) {
    await sleep(1_000);
    const signIn = await engine.signIn(id);
    if (!signIn || signIn.expiresAt < Date.now() || ["refused", "cancelled"].includes(signIn.status)) return 1;
    if (signIn.status === "wrong_org") {
      console.error(
        `You signed in at ${signIn.identity?.name}, which is not the account that is synced. Nothing was changed.`,
      );
      return 1;
    }
    if (signIn.status !== "waiting") continue;
    if (!(await agree(`Signed in as ${signIn.identity?.user} at ${signIn.identity?.name}. Use it?`, flags.yes))) {
      await engine.signIns.cancel(id, caller.user);
      return 1;
    }
    const done = await engine.signIns.confirm(id, caller.user);
    console.log(done.ok ? "Reconnected." : done.detail);
    return done.ok ? 0 : 1;
  }
}

async function agree(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const reply = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(reply.trim());
}
