import type { Card } from "../../bots/card.ts";
import { createAnswer } from "../../src/commands/index.ts";
import { createNotices } from "../../src/notices/deliver.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { type BedOptions, bed, type CrmName } from "../fakes/bed.ts";
import { settled } from "../fakes/ports.ts";
import { type Chat, chatNames, openChats } from "./chats.ts";
import type { Seen } from "./seen.ts";

export interface Drawn {
  readonly chat: Chat;
  readonly card: Card;
}

/** How long a cycle lasts: a look at what is owed and at what is to be told. */
const CYCLE_MS = 5_000;
/** What is not asked for by somebody reads a CRM so seldom that it says nothing between two steps of a test. */
const POLL = "15m";

/** The sandbox's own settings with one CRM, read seldom. `more` = replaced texts of the file. */
export function yamlOf(crm: CrmName, more: readonly (readonly [string | RegExp, string])[] = []): string {
  const plain: readonly (readonly [string | RegExp, string])[] = [
    [/poll: 5s/g, `poll: ${POLL}`],
    // A first name that both have and no account would be a match of its own.
    ["match: [[email], [first_name, last_name, account_id]]", "match: [[email]]"],
  ];
  return [...plain, ...more].reduce((text, [from, to]) => text.replace(from, to), sandboxSettings([crm]));
}

/**
 * One simulated CRM behind the real engine and its SDK, and both real bots with the real answers and notices before the
 * simulated chats: what stands there is what people would see.
 */
export async function repairBed(crm: CrmName, options: BedOptions = {}) {
  const own = await bed({ yaml: yamlOf(crm), ...options });
  const { engine, clock, config } = own;
  const drawn: Drawn[] = [];
  const troubles: string[] = [];
  const drive = driver(clock);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `act_${ids}`;
  };
  const desk = createAnswer({
    engine,
    roles: config.roles,
    publicUrl: "http://127.0.0.1:3000",
    now: clock.wall,
    newId,
    groupsOf: async () => [],
    channels: config.channels,
    onOrder: () => {},
    log: (level, message, fields) => {
      if (level === "error") troubles.push(`${message} ${JSON.stringify(fields)}`);
    },
  });
  const chats = await openChats({
    clock,
    drive,
    answer: (action, from) => drive(desk(action, from)),
    onCard: (chat, card) => drawn.push({ chat, card }),
  });
  const notices = createNotices({
    engine,
    channels: config.channels,
    bots: chats.bots,
    clock,
    newId,
    publicUrl: "http://127.0.0.1:3000",
    log: (level, message, fields) => {
      if (level === "error") troubles.push(`${message} ${JSON.stringify(fields)}`);
    },
  });
  await (await own.signIn(crm)).confirm();

  /** What is owed is sent, what came is looked at, and what is to be told stands in the chats. */
  const cycle = async (times = 1) => {
    for (let n = 0; n < times; n += 1) {
      await clock.advance(CYCLE_MS);
      await drive(engine.tick());
      await drive(engine.check());
      await drive(notices.tick());
    }
  };
  /** Cycles until something is so; throws when it never is. */
  const until = async <T>(
    what: string,
    look: () => T | null | undefined | Promise<T | null | undefined>,
    most = 12,
  ) => {
    for (let n = 0; n <= most; n += 1) {
      const found = await look();
      if (found !== null && found !== undefined) return found;
      await cycle();
    }
    const seen = chatNames.flatMap((chat) =>
      chats.people[chat].standing().map((one) => `${chat}: ${one.words.slice(0, 900)}`),
    );
    throw new Error(`never seen: ${what}; ${[...seen.slice(-2), ...own.errors, ...troubles].join("\n---\n")}`);
  };
  await cycle(4);

  return {
    ...own,
    crm,
    people: chats.people,
    /** Every card that was shown, posted or put in place of another, the newest last. */
    drawn,
    /** What was logged as an error. */
    troubles,
    drive,
    cycle,
    until,
    /** The card in a channel that says this and was not there before. */
    card: (chat: Chat, says: RegExp, known: ReadonlySet<string> = new Set()): Promise<Seen> =>
      until(`${says} in ${chat}`, () =>
        chats.people[chat].standing().findLast((one) => says.test(one.words) && !known.has(one.id)),
      ),
    standing: (chat: Chat, id: string) => chats.people[chat].standing().find((one) => one.id === id) ?? null,
    audit: () => drive(engine.audit(50)),
    /**
     * Records that were written at the CRM since a call; what was refused counts as one. HubSpot takes fields and
     * associations of one record by calls of their own: they are one write of it.
     */
    written: (since: number) => {
      const calls = Object.groupBy(own.writes(crm, since), (call) =>
        /associations/.test(call.path) ? "ties" : "fields",
      );
      const count = (some: readonly { readonly records: number }[] = []) =>
        some.reduce((sum, call) => sum + Math.max(1, call.records), 0);
      return Math.max(count(calls.fields), count(calls.ties));
    },
    /** The number of the newest call. */
    newest: () => own.calls(crm).calls.at(-1)?.seq ?? 0,
    close: async () => {
      await chats.close();
      await own.close();
    },
  };
}
export type RepairBed = Awaited<ReturnType<typeof repairBed>>;

/** Moves one clock for all work that is under way at the same time. */
function driver(clock: RepairBed["clock"]): <T>(work: Promise<T>) => Promise<T> {
  let going = 0;
  let turning = false;
  async function turn(): Promise<void> {
    turning = true;
    for (let rounds = 0; going > 0 && rounds < 1_000_000; rounds += 1) {
      await settled();
      if (going > 0) await clock.advance(5);
    }
    turning = false;
  }
  return async (work) => {
    going += 1;
    try {
      const ended = work.finally(() => {
        going -= 1;
      });
      if (!turning) void turn();
      return await ended;
    } finally {
      await settled();
    }
  };
}
