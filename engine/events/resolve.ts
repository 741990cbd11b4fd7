import { matchKeys } from "../rules/match.ts";
import { skippedSubjects } from "../store/outcomes.ts";
import { readRecords, saveKeys, unkeyedRecords, updateRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { eventVerdicts } from "./contacts.ts";

type Around = Pick<Worker, "settings" | "store" | "ports">;
type Events = Parameters<typeof eventVerdicts>[2];

const most = 1_000;
/** So many events without a contact are looked at again at once, and so often. */
const atOnce = 500;
const againMs = 5_000;

/**
 * Gives events that other programs have noted to their contacts. Whatever was written since is looked at once more, so
 * an event without a contact is found again when it is edited, or when it is sent.
 */
export async function resolveEvents(around: Around): Promise<void> {
  const { settings, store } = around;
  const own = settings.objects.event;
  if (own === undefined) return;
  if ((await store.read((sql) => unkeyedRecords(sql, "event", 1))).length === 0) return;
  await store.write(async (sql) => {
    const events = await unkeyedRecords(sql, "event", most);
    const ids = await giveContacts(sql, around, events);
    const others = events.filter(({ id }) => !ids.has(id));
    await saveKeys(
      sql,
      "event",
      others.map(({ id, fields }) => ({ id, keys: matchKeys(fields, own.match) })),
    );
  });
}

/**
 * Events that were left out because nobody's contact was named by them: it may have come since, by a pull, a program or
 * an edit of its address. They are looked at some at a time, round and round. Answers one step of it, for every tick.
 */
export function lookingAgain(around: Around): () => Promise<void> {
  const { settings, store, ports } = around;
  const connections = settings.connections.filter(({ objects }) => objects.includes("event")).map(({ name }) => name);
  const places = new Map<string, string>();
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = ports.clock.mono();
    if (now < next || connections.length === 0) return;
    next = now + againMs;
    const ids = new Set<string>();
    for (const connection of connections) {
      const at = {
        connection,
        object: "event",
        reason: "SKIP_NO_CONTACT",
        after: places.get(connection) ?? "",
      } as const;
      const some = await store.read((sql) => skippedSubjects(sql, at, atOnce));
      places.set(connection, some.length < atOnce ? "" : (some.at(-1) ?? ""));
      for (const id of some) ids.add(id);
    }
    if (ids.size === 0) return;
    const named = await store.read(async (sql) => {
      const unlocked = { ...sql, lock: "" };
      const events = [...(await readRecords(unlocked, "event", [...ids])).values()];
      return [...(await eventVerdicts(unlocked, settings, events))].flatMap(([id, verdict]) =>
        "contact" in verdict ? [id] : [],
      );
    });
    if (named.length > 0)
      await store.write(async (sql) => {
        await giveContacts(sql, around, [...(await readRecords(sql, "event", named)).values()]);
      });
  };
}

/** Answers which of the events have a contact now that they did not have. */
async function giveContacts(sql: Sql, { settings, ports }: Around, events: Events): Promise<ReadonlySet<string>> {
  const match = settings.objects.event?.match ?? [];
  const verdicts = await eventVerdicts(sql, settings, events);
  const found = events.flatMap((event) => {
    const verdict = verdicts.get(event.id);
    if (verdict === undefined || !("contact" in verdict) || event.deleted) return [];
    if (event.fields.contact_id === verdict.contact) return [];
    const fields = { ...event.fields, contact_id: verdict.contact };
    return [{ id: event.id, fields, deleted: false, keys: matchKeys(fields, match) }];
  });
  if (found.length > 0) await updateRecords(sql, "event", found, { origin: "", lane: 1, now: ports.clock.wall() });
  return new Set(found.map(({ id }) => id));
}
