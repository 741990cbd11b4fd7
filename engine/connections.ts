import { afterFailure, afterSuccess, isTroubled } from "./facts.ts";
import type { Lease, Leases } from "./lease.ts";
import { type FieldMap, objectMap } from "./mapping.ts";
import type { Ports } from "./ports.ts";
import { type Crm, CrmError, type Provider, type Request, type Token, type Trouble } from "./provider.ts";
import { mayReach } from "./reach.ts";
import type { ObjectName } from "./record.ts";
import type { Keyring, Place } from "./seal.ts";
import type { ConnectionSettings, Settings } from "./settings.ts";
import { type ConnectionRow, readConnection, saveSuccess, saveToken, saveTrouble } from "./store/connections.ts";
import type { Store } from "./store/open.ts";
import { createThrottle, type Lane, LEASE_OVER, type Throttle } from "./throttle.ts";

/** One configured connection with its provider, its throttle and its field maps. */
export interface Connection {
  readonly settings: ConnectionSettings;
  readonly provider: Provider;
  readonly throttle: Throttle;
  readonly maps: Readonly<Record<ObjectName, readonly FieldMap[]>>;
}

/** "wait": the connection is not asked now: paused, held back, or not signed in. */
export type Called<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly wait: true }
  | { readonly ok: false; readonly wait: false; readonly trouble: Trouble };

export interface Connections {
  readonly all: readonly Connection[];
  get(name: string): Connection;
  /** Runs `work` with a connected CRM. Refreshes the token, notes how it went, and turns expected trouble into a value. */
  call<T>(lease: Lease, lane: Lane, work: (crm: Crm) => Promise<T>): Promise<Called<T>>;
  /** Notes trouble that came as a value inside an answer. */
  failed(lease: Lease, trouble: Trouble): Promise<void>;
  /** For signing in: a CRM of a token that is not stored yet. */
  withToken(name: string, token: Token): Crm;
  /** The way to the network of a connection, for what a person waits for. */
  request(name: string): Request;
}

/** A CRM tells how long a token lives; when that ends is told by our clock alone. */
export function dated(token: Token, now: number): Token {
  return token.lifeMs ? { ...token, expiresAt: now + token.lifeMs } : token;
}

export const tokenPlace = (connection: string): Place => ({ table: "connections", row: connection, field: "token" });

/** A token is refreshed this long before it ends. */
const marginMs = 60_000;
/** Successes are written down this often at most; failures always. */
const noteEveryMs = 2_000;

export function createConnections(
  { settings, providers }: { settings: Settings; providers: Readonly<Record<string, Provider>> },
  { store, leases, keyring, ports }: { store: Store; leases: Leases; keyring: Keyring; ports: Ports },
): Connections {
  const { clock } = ports;
  const all = settings.connections.map((each) => open(each));
  const byName = new Map(all.map((connection) => [connection.settings.name, connection]));
  const refreshing = new Map<string, Promise<Token>>();

  function open(each: ConnectionSettings): Connection {
    const provider = providers[each.provider];
    if (!provider) throw new Error(`no provider ${each.provider}`);
    const throttle = createThrottle({
      limits: provider.limits,
      observe: provider.observe,
      share: each.share,
      request: ports.request,
      clock,
      allow: (url) => mayReach(url, provider, each.app),
    });
    const maps = Object.fromEntries(
      each.objects.map((object) => {
        const own = settings.objects[object];
        return [object, own ? objectMap(own, provider, object) : []];
      }),
    );
    return { settings: each, provider, throttle, maps };
  }

  function get(name: string): Connection {
    const connection = byName.get(name);
    if (!connection) throw new Error(`no connection ${name}`);
    return connection;
  }

  function crmOf(
    { settings: { app }, provider, throttle, maps }: Connection,
    token: Token,
    lane: Lane,
    lease: Lease | null,
  ): Crm {
    const fields = Object.fromEntries(
      Object.entries(maps).map(([object, map]) => [object, [...new Set(map.map((each) => each.remote))]]),
    );
    const request = lease ? throttle.via(lane, undefined, () => leases.isOurs(lease)) : throttle.via(lane);
    return provider.connect({ app, token, request, fields, now: clock.wall });
  }

  const unseal = (row: ConnectionRow): Token | null =>
    row.token === null ? null : (JSON.parse(keyring.open(row.token, tokenPlace(row.name))) as Token);

  /** One refresh per connection at a time; a rotated token is stored before it is used. */
  function refresh(lease: Lease, stale: Token): Promise<Token> {
    const { connection: name } = lease;
    const running = refreshing.get(name);
    if (running) return running;
    const mine = renew(lease, stale).finally(() => refreshing.delete(name));
    refreshing.set(name, mine);
    return mine;
  }

  async function renew(lease: Lease, stale: Token): Promise<Token> {
    const { connection: name } = lease;
    const { provider, settings: own, throttle } = get(name);
    const newer = await newerToken(name, stale);
    if (newer) return newer;
    try {
      const token = dated(await provider.refresh(own.app, stale, throttle.via("person")), clock.wall());
      // Not fenced: a refresh token that was replaced is gone for good, so the new one is kept whoever holds the lease now.
      await store.write(async (sql) => {
        const row = await readConnection(sql, name);
        if (row && unseal(row)?.accessToken === stale.accessToken)
          await saveToken(sql, name, keyring.seal(JSON.stringify(token), tokenPlace(name)));
      });
      return (await newerToken(name, stale)) ?? token;
    } catch (cause) {
      // Somebody may have signed in anew meanwhile: then the refusal concerns a grant that is no longer ours.
      const other = await newerToken(name, stale);
      if (other) return other;
      throw cause;
    }
  }

  async function newerToken(name: string, stale: Token): Promise<Token | null> {
    const row = await store.read((sql) => readConnection(sql, name));
    const token = row && unseal(row);
    return token && token.accessToken !== stale.accessToken ? token : null;
  }

  async function call<T>(lease: Lease, lane: Lane, work: (crm: Crm) => Promise<T>): Promise<Called<T>> {
    const connection = get(lease.connection);
    const row = await store.read((sql) => readConnection(sql, lease.connection));
    const token = row && unseal(row);
    if (!row || !token || row.paused || (row.trouble.holdUntil ?? 0) > clock.wall()) return { ok: false, wait: true };
    try {
      const value = await withFreshToken(lease, connection, token, lane, work);
      await succeeded(lease, row);
      return { ok: true, value };
    } catch (cause) {
      if (!(cause instanceof CrmError)) throw cause;
      await failed(lease, cause.trouble);
      return cause.trouble.code === LEASE_OVER
        ? { ok: false, wait: true }
        : { ok: false, wait: false, trouble: cause.trouble };
    }
  }

  async function withFreshToken<T>(
    lease: Lease,
    connection: Connection,
    stored: Token,
    lane: Lane,
    work: (crm: Crm) => Promise<T>,
  ): Promise<T> {
    const old = stored.expiresAt !== null && stored.expiresAt - marginMs <= clock.wall();
    const token = old ? await refresh(lease, stored) : stored;
    try {
      return await work(crmOf(connection, token, lane, lease));
    } catch (cause) {
      if (!(cause instanceof CrmError) || cause.trouble.reason !== "AUTH_TOKEN_EXPIRED") throw cause;
      return work(crmOf(connection, await refresh(lease, token), lane, lease));
    }
  }

  async function succeeded(lease: Lease, row: ConnectionRow): Promise<void> {
    const now = clock.wall();
    if (!isTroubled(row.trouble) && now - (row.lastSuccessAt ?? 0) < noteEveryMs) return;
    const { usage } = get(row.name).throttle.state();
    await leases.write(lease, async (sql) => {
      const current = await readConnection(sql, row.name);
      const trouble = afterSuccess(current?.trouble ?? row.trouble);
      await saveSuccess(sql, row.name, { now, trouble, usage });
    });
  }

  async function failed(lease: Lease, trouble: Trouble): Promise<void> {
    const { connection: name } = lease;
    // That is our own affair: the next round takes the lease anew, or another worker has it.
    if (trouble.code === LEASE_OVER) return;
    ports.log("warn", "a call failed", {
      connection: name,
      reason: trouble.reason,
      status: trouble.status,
      code: trouble.code,
    });
    await leases.write(lease, async (sql) => {
      const row = await readConnection(sql, name);
      if (row) await saveTrouble(sql, name, afterFailure(row.trouble, trouble, clock.wall(), ports.random));
    });
  }

  return {
    all,
    get,
    call,
    failed,
    withToken: (name, token) => crmOf(get(name), token, "person", null),
    request: (name) => get(name).throttle.via("person"),
  };
}
