import { createHmac } from "node:crypto";
import type { Account } from "../crm/accounts.ts";
import { inStampOrder, type Row, type Table } from "../crm/table.ts";
import { type ObjectType, objectTypes } from "./object-types.ts";
import type { Hubspot } from "./state.ts";

/** An app's subscription to all changes of some object types, in every portal. */
export interface Subscription {
  readonly targetUrl: string;
  readonly types: readonly string[];
  /** Versions stamped before this are old news. */
  since: number;
  readonly told: WeakSet<Row>;
  events: number;
}

/** One request to the app, signed. */
export interface Delivery {
  readonly method: "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** From now on; `types` are object types in the plural ("contacts"). */
export function subscribe(crm: Hubspot, targetUrl: string, types: readonly string[]): Subscription {
  const since = crm.world.now();
  const subscription: Subscription = { targetUrl, types, since, told: new WeakSet(), events: 0 };
  for (const { row } of news(crm, subscription)) subscription.told.add(row);
  return subscription;
}

/** A batch holds no more events. */
const batch = 100;
/** A version may be stamped a little before it is put. */
const marginMs = 60_000;

/**
 * What has changed since the last time, in batches of 100 events, oldest first. It is never told again, whatever became
 * of the request: HubSpot's repeats are left out, so that what is missed is missed.
 */
export function takeDeliveries(crm: Hubspot, subscription: Subscription): readonly Delivery[] {
  const now = crm.world.now();
  const events = news(crm, subscription).map(({ account, type, row }) => {
    subscription.told.add(row);
    subscription.events += 1;
    return eventOf(account, type, row, subscription.events);
  });
  subscription.since = now;
  const deliveries: Delivery[] = [];
  for (let at = 0; at < events.length; at += batch)
    deliveries.push(signed(crm, subscription.targetUrl, JSON.stringify(events.slice(at, at + batch)), now));
  return deliveries;
}

interface News {
  readonly account: Account;
  readonly type: ObjectType;
  readonly row: Row;
}

function news(crm: Hubspot, { since, told, types }: Subscription): readonly News[] {
  const now = crm.world.now();
  const own = objectTypes.filter((type) => types.includes(type.name));
  return [...crm.accounts.values()].flatMap((account) =>
    own.flatMap((type) =>
      versions(account.tables.get(type.name), now, since)
        .filter((row) => !told.has(row))
        .map((row) => ({ account, type, row })),
    ),
  );
}

function versions(table: Table | undefined, now: number, since: number): readonly Row[] {
  return table === undefined
    ? []
    : [...inStampOrder(table, now, since - marginMs)].filter((row) => row.modifiedAt >= since - marginMs);
}

function eventOf(account: Account, type: ObjectType, row: Row, number: number) {
  const kind =
    row.mergedInto !== null
      ? "merge"
      : row.deleted
        ? "deletion"
        : row.createdAt === row.modifiedAt
          ? "creation"
          : "propertyChange";
  return {
    eventId: number,
    subscriptionId: 1_234_500 + objectTypes.indexOf(type),
    portalId: Number(account.id),
    appId: 98_765,
    occurredAt: row.modifiedAt,
    subscriptionType: `${type.singular.toLowerCase()}.${kind}`,
    attemptNumber: 0,
    objectId: Number(row.id),
    changeSource: row.modifiedBy === account.appUser.id ? "INTEGRATION" : "CRM_UI",
    ...(kind === "merge" ? { primaryObjectId: Number(row.mergedInto), mergedObjectIds: [Number(row.id)] } : {}),
    ...(kind === "propertyChange" ? { propertyName: type.modified, propertyValue: String(row.modifiedAt) } : {}),
  };
}

/** HubSpot's signature v3; the address has nothing in it that would have to be decoded first. */
function signed(crm: Hubspot, url: string, body: string, now: number): Delivery {
  const stamp = String(now);
  const secret = crm.oauth.clients[0]?.secret ?? "";
  const signature = createHmac("sha256", secret).update(`POST${url}${body}${stamp}`).digest("base64");
  return {
    method: "POST",
    url,
    headers: {
      "content-type": "application/json",
      "x-hubspot-signature-v3": signature,
      "x-hubspot-request-timestamp": stamp,
    },
    body,
  };
}
