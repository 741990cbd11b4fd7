import { matchKeys } from "../rules/match.ts";
import { saveKeys, unkeyedRecords, updateRecords } from "../store/records.ts";
import type { Worker } from "../worker.ts";
import { eventVerdicts } from "./contacts.ts";

const most = 1_000;

/**
 * Gives events that other programs have noted to their contacts. Whatever was written since is looked at once more, so
 * an event without a contact is found again when it is edited, or when it is sent.
 */
export async function resolveEvents({
  settings,
  store,
  ports,
}: Pick<Worker, "settings" | "store" | "ports">): Promise<void> {
  const own = settings.objects.event;
  if (own === undefined) return;
  if ((await store.read((sql) => unkeyedRecords(sql, "event", 1))).length === 0) return;
  await store.write(async (sql) => {
    const events = await unkeyedRecords(sql, "event", most);
    const verdicts = await eventVerdicts(sql, settings, events);
    const found = events.flatMap((event) => {
      const verdict = verdicts.get(event.id);
      if (verdict === undefined || !("contact" in verdict) || event.deleted) return [];
      if (event.fields.contact_id === verdict.contact) return [];
      const fields = { ...event.fields, contact_id: verdict.contact };
      return [{ id: event.id, fields, deleted: false, keys: matchKeys(fields, own.match) }];
    });
    const ids = new Set(found.map(({ id }) => id));
    const others = events.filter(({ id }) => !ids.has(id));
    await saveKeys(
      sql,
      "event",
      others.map(({ id, fields }) => ({ id, keys: matchKeys(fields, own.match) })),
    );
    if (found.length > 0) await updateRecords(sql, "event", found, { origin: "", lane: 1, now: ports.clock.wall() });
  });
}
