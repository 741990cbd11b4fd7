import type { Engine } from "../../engine/index.ts";
import { NoAnswer } from "../../engine/provider.ts";
import type { Store } from "../../engine/store/open.ts";
import { bed, type CrmName, until } from "../fakes/bed.ts";
import { type Rule, type Switch, settingsOf, switches } from "./histories-rules.ts";

/** What befalls the worker: nothing, an answer that is lost, or its death after a request arrived or after a commit. */
export type Blow = "none" | "lost answer" | "dies at request" | "dies at commit";

/** Two CRMs and a worker that dies and is started anew; time passes only where a step says so. */
export async function historyWorld(rule: Rule, databaseUrl: string) {
  let life = { alive: true, commitsLeft: -1 };
  let blow: { readonly kind: Blow; left: number } = { kind: "none", left: 0 };
  let lives = 0;
  let deaths = 0;
  const switched = new Map<CrmName, Switch>();
  const own = await bed({
    databaseUrl,
    yaml: settingsOf(rule),
    onRequest: () => {
      if (!life.alive) throw new NoAnswer(false, "ECONNREFUSED");
    },
    between: (_crm, _asked, answer) => {
      if (blow.kind !== "lost answer" && blow.kind !== "dies at request") return answer;
      blow.left -= 1;
      if (blow.left >= 0) return answer;
      if (blow.kind === "dies at request") life.alive = false;
      blow = { kind: "none", left: 0 };
      throw new NoAnswer(true, "ECONNRESET");
    },
  });
  for (const crm of rule.crms) await (await own.signIn(crm)).confirm();
  let engine = await start();

  /** A process of its own on the same rows. */
  async function start(): Promise<Engine> {
    lives += 1;
    const mine = { alive: true, commitsLeft: -1 };
    const connections = own.config.settings.connections.map((each) => ({
      ...each,
      ...switches[switched.get(rule.crms[0] === each.name ? rule.crms[0] : rule.crms[1]) ?? "on"],
    }));
    const opened = await own.open(`life-${lives}`, mortal(own.rows, mine), { ...own.config.settings, connections });
    life = mine;
    return opened;
  }

  /** One look of the worker at everything, with what befalls it after so many requests or commits. */
  async function look(kind: Blow = "none", after = 0): Promise<void> {
    blow = { kind, left: after };
    const mine = life;
    if (kind === "dies at commit") mine.commitsLeft = after;
    let ended = false;
    let failed: unknown = null;
    engine
      .tick()
      .then(() => engine.check())
      .catch((cause: unknown) => {
        failed = cause;
      })
      .finally(() => {
        ended = true;
      });
    for (let rounds = 0; !ended && mine.alive && rounds < 100_000; rounds += 1) {
      await own.clock.breathe();
      if (!ended && mine.alive) await own.clock.advance(10);
    }
    blow = { kind: "none", left: 0 };
    mine.commitsLeft = -1;
    if (failed !== null && mine.alive) throw failed;
    if (mine.alive) return;
    deaths += 1;
    // What the dead one holds is free when its lease is over.
    await own.clock.advance(90_000);
    engine = await start();
  }

  /** The worker ends and is started with other settings. */
  async function turn(crm: CrmName, to: Switch): Promise<void> {
    switched.set(crm, to);
    life.alive = false;
    engine = await start();
  }

  return {
    own,
    rule,
    look,
    turn,
    engine: () => engine,
    /** How often the worker died. */
    deaths: () => deaths,
    /** What needs time to pass. */
    answered: <T>(work: Promise<T>) => until(own.clock, work),
    pass: async (looks: number, ms = 6_000) => {
      for (let n = 0; n < looks; n += 1) {
        await own.clock.advance(ms);
        await look();
      }
    },
    close: own.close,
  };
}
export type HistoryWorld = Awaited<ReturnType<typeof historyWorld>>;

/** Of the dead nothing goes on: what it waits for never comes, no `finally` either. A transaction is whole or was not. */
function mortal(store: Store, life: { alive: boolean; commitsLeft: number }): Store {
  const never = () => new Promise<never>(() => {});
  return {
    ...store,
    read: async (work) => {
      if (!life.alive) return never();
      const rows = await store.read(work);
      return life.alive ? rows : never();
    },
    write: async (work, lasting) => {
      if (!life.alive) return never();
      const done = await store.write(work, lasting);
      if (life.commitsLeft >= 0) {
        life.commitsLeft -= 1;
        if (life.commitsLeft < 0) life.alive = false;
      }
      return life.alive ? done : never();
    },
    close: async () => {},
  };
}
