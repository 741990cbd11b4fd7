import { type Message, type Sandbox, within } from "./sandbox.ts";

/** What a test reads of a sandbox: words of messages, rows of the database, and records that stand well. */
export function reading(box: Sandbox) {
  function count(from: string): number {
    return box.sql<{ n: number }>(`select count(*) as n from ${from}`)[0]?.n ?? Number.NaN;
  }

  function linkOf(connection: string, object: string, id: string): string {
    const [link] = box.sql<{ id: string }>(
      `select external_id as id from links where connection = '${connection}' and object = '${object}' and record_id = '${id}'`,
    );
    return link?.id ?? "";
  }

  async function channel(about: RegExp): Promise<readonly Message[]> {
    return (await box.messages()).filter((message) => about.test(words(message)));
  }

  return {
    count,
    linkOf,
    words,
    channel,
    /** The last message of the channel that says so, as soon as there is one. */
    card: (about: RegExp, ms = 30_000) => within(ms, async () => (await channel(about)).at(-1) ?? null),
    privately: async (user: string, about: RegExp) =>
      (await box.privateTo(user)).filter((message) => about.test(words(message))),
    /** A record that is linked wherever its object is, with nothing wrong about it. */
    wellRecord(object: "contact" | "deal" | "lead", offset = 0): string {
      const links = object === "lead" ? 1 : 2;
      const [row] = box.sql<{ id: string }>(
        `select r.id from ${object}s r where (select count(*) from links l where l.object = '${object}'
         and l.record_id = r.id and l.deleted_in_crm = 0) = ${links} and r.do_not_sync is not 1
         and not exists (select 1 from outcomes o join links l on l.external_id = o.subject where l.record_id = r.id)
         and not exists (select 1 from outcomes o where o.subject = r.id) order by r.id limit 1 offset ${offset}`,
      );
      return row?.id ?? "";
    },
    /** Every object was looked at in its CRM since now: what the daemon does at each turn, it has done. */
    async turned(): Promise<void> {
      const now = await box.now();
      await within(30_000, async () =>
        count(`cursors where polled_at <= ${now} or polled_at is null`) === 0 ? true : null,
      );
    },
  };
}

/** All that a person can read of a message. */
function words(message: { readonly text: string; readonly blocks: unknown } | undefined): string {
  return message === undefined ? "" : [message.text, ...texts(message.blocks)].join("\n");
}

function texts(block: unknown): readonly string[] {
  if (Array.isArray(block)) return block.flatMap(texts);
  if (typeof block !== "object" || block === null) return [];
  return Object.entries(block).flatMap(([key, value]) =>
    key === "text" && typeof value === "string" ? [value] : texts(value),
  );
}
