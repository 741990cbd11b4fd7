import type { ObjectName, ProviderId } from "../record.ts";
import { readConnections } from "../store/connections.ts";
import type { Worker } from "../worker.ts";

/** What a CRM's webhook says has changed. It is believed in nothing but this, and that only as a reason to look. */
export interface Hint {
  readonly provider: ProviderId;
  /** The CRM's own id of the account (portal, company). */
  readonly account: string;
  /** The CRM's names of object types ("contacts"); null = any. */
  readonly types: readonly string[] | null;
}

/** Our connections to that account, with those of their objects that the hint is about. */
export async function meant(
  { store, connections }: Pick<Worker, "store" | "connections">,
  { provider, account, types }: Hint,
): Promise<readonly { readonly connection: string; readonly objects: readonly ObjectName[] }[]> {
  const rows = await store.read(readConnections);
  return connections.all.flatMap(({ settings, provider: { id, objects: names } }) => {
    const identity = rows.find((row) => row.name === settings.name)?.identity ?? null;
    if (id !== provider || identity?.id !== account) return [];
    const objects = settings.objects.filter((object) => types === null || types.includes(names[object] ?? object));
    return objects.length === 0 ? [] : [{ connection: settings.name, objects }];
  });
}
