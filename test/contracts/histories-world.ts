import type { Engine } from "../../engine/index.ts";
import { NoAnswer } from "../../engine/provider.ts";
import type { Store } from "../../engine/store/open.ts";
import { bed, type CrmName } from "../fakes/bed.ts";

/** What the contacts' fields are called in each CRM; `key` is never edited and names one person. */
export const words = {
  salesforce: { type: "Contact", key: "LastName", email: "Email", phone: "Phone", title: "Title" },
  hubspot: { type: "contacts", key: "lastname", email: "email", phone: "phone", title: "jobtitle" },
  pipedrive: { type: "persons", key: "name", email: "email", phone: "phone", title: "job_title" },
} as const satisfies Record<CrmName, Readonly<Record<string, string>>>;

export type Edited = "phone" | "title";
export type Place = CrmName | "here";

/** The rules that a history is lived under. */
export interface Rule {
  readonly crms: readonly [CrmName, CrmName];
  readonly conflict: "newest" | "ours" | "theirs" | "ask";
  readonly direction: "both" | "inbound" | "outbound";
  readonly behaviour: "overwrite" | "fill";
  readonly deletes: "never" | "inbound" | "outbound" | "both";
}

/** What befalls the worker: nothing, an answer that is lost, or its death after a request arrived or after a commit. */
export type Blow = "none" | "lost answer" | "dies at request" | "dies at commit";

const settings = ({ crms, conflict, direction, behaviour, deletes }: Rule) => `workspace: histories
connections:
${crms.map((crm) => `  ${crm}: { provider: ${crm}, poll: 5s, share: 100, objects: [contact] }`).join("\n")}
objects:
  contact:
    match: [[email]]
    required: [email]
    delete: ${deletes}
    filter: { not: { field: title, equals: Out } }
    fields:
      title: { conflict: ${conflict} }
      phone: { direction: ${direction}, behaviour: ${behaviour} }
`;

/** Two CRMs and a worker that dies and is started anew; time passes only where a step says so. */
export async function historyWorld(rule: Rule, databaseUrl: string) {
  let life = { alive: true, commitsLeft: -1 };
  let blow: { readonly kind: Blow; left: number } = { kind: "none", left: 0 };
  let lives = 0;
  const own = await bed({
    databaseUrl,
    yaml: settings(rule),
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
    const opened = await own.open(`life-${lives}`, mortal(own.rows, mine));
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
    // What the dead one holds is free when its lease is over.
    await own.clock.advance(90_000);
    engine = await start();
  }

  return {
    own,
    rule,
    look,
    engine: () => engine,
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
