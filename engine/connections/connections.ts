import type { Ports } from "../ports.ts";
import { type Crm, CrmError, type HttpResponse, type Provider, type Request, type Token } from "../provider.ts";
import type { Lease, Leases } from "../rounds/lease.ts";
import { isOffPeak } from "../rules/schedule.ts";
import type { Settings } from "../settings.ts";
import { type ConnectionRow, readConnection } from "../store/connections.ts";
import type { Store } from "../store/open.ts";
import { isOursToWait } from "../throttle/seam.ts";
import type { Lane } from "../throttle.ts";
import { createCallNotes } from "./call-notes.ts";
import { type Called, type Connection, type Connections, openConnection, readableFields } from "./connection.ts";
import { discreet, secretsOf } from "./discreet.ts";
import type { Keyring } from "./seal.ts";
import { createSignOut } from "./sign-out.ts";
import { createTokens, type Grant } from "./tokens.ts";
import { createUsageNotes } from "./usage.ts";

/** On whose behalf a CRM is called; `fields` = to read, where they are not all that are mapped. */
interface CallOf {
  readonly lease: Lease | null;
  readonly answered?: (answer: HttpResponse) => void;
  readonly fields?: Connection["remotes"] | undefined;
}

export function createConnections(
  { settings, providers }: { settings: Settings; providers: Readonly<Record<string, Provider>> },
  { store, leases, keyring, ports }: { store: Store; leases: Leases; keyring: Keyring; ports: Ports },
): Connections {
  const { clock } = ports;
  const all = settings.connections.map((each) => {
    const provider = providers[each.provider];
    if (!provider) throw new Error(`no provider ${each.provider}`);
    return openConnection(each, { settings, provider }, ports);
  });
  const byName = new Map(all.map((connection) => [connection.settings.name, connection]));
  const tokens = createTokens(store, keyring, clock);
  const usage = createUsageNotes(store, clock);
  const { succeeded, failed, tellThrottle } = createCallNotes({ all, get, usage }, { leases, ports });

  function get(name: string): Connection {
    const connection = byName.get(name);
    if (!connection) throw new Error(`no connection ${name}`);
    return connection;
  }

  function crmOf(connection: Connection, token: Token, lane: Lane, { lease, answered, fields: asked }: CallOf): Crm {
    const { provider, throttle } = connection;
    const { app, names: objects } = connection.settings;
    // What cannot be noted is neither sent nor fetched.
    const mayLeave = () => store.trouble() === null && (lease === null || leases.isOurs(lease));
    const request = discreet(throttle.via(lane, undefined, mayLeave), secretsOf(app, token));
    const told: Request = async (outgoing) => {
      const answer = await request(outgoing);
      answered?.(answer);
      return answer;
    };
    const fields = asked ?? readableFields(connection);
    return provider.connect({ app, token, request: told, fields, ...(objects && { objects }), now: clock.wall });
  }

  /** Null = not now. */
  async function openFor(name: string, lane: Lane): Promise<{ row: ConnectionRow; token: Token } | null> {
    const row = await store.read((sql) => readConnection(sql, name));
    const token = row && tokens.unseal(row);
    if (!row || !token || row.paused || (row.trouble.holdUntil ?? 0) > clock.wall()) return null;
    const { throttle, settings: own } = get(name);
    if (lane === "backfill" && !isOffPeak(own.offPeak, clock.wall())) return null;
    await usage.recall(row, throttle);
    return throttle.held(lane) ? null : { row, token };
  }

  async function call<T>(lease: Lease, lane: Lane, work: (crm: Crm) => Promise<T>): Promise<Called<T>> {
    const opened = await openFor(lease.connection, lane);
    if (!opened) return { ok: false, wait: true };
    // Some calls need not ask, and a push tells of an outage record by record: neither says that the CRM is well.
    let isWell = false;
    const answered = ({ status }: HttpResponse) => {
      isWell ||= status < 300;
    };
    try {
      const value = await withFreshToken({ lease, answered }, get(lease.connection), opened.token, lane, work);
      if (isWell) await succeeded(lease, opened.row);
      return { ok: true, value };
    } catch (cause) {
      if (!(cause instanceof CrmError)) throw cause;
      await failed(lease, cause.trouble);
      return isOursToWait(cause.trouble.code)
        ? { ok: false, wait: true }
        : { ok: false, wait: false, trouble: cause.trouble };
    }
  }

  async function withFreshToken<T>(
    call: CallOf,
    connection: Connection,
    stored: Token,
    lane: Lane,
    work: (crm: Crm) => Promise<T>,
  ): Promise<T> {
    const { throttle, settings: own } = connection;
    const request = throttle.via("person", undefined, () => store.trouble() === null);
    const grantOf = (token: Token): Grant => ({ ...connection, request: discreet(request, secretsOf(own.app, token)) });
    const token = await tokens.fresh(grantOf(stored), stored);
    try {
      return await work(crmOf(connection, token, lane, call));
    } catch (cause) {
      if (!(cause instanceof CrmError) || cause.trouble.reason !== "AUTH_TOKEN_EXPIRED") throw cause;
      return work(crmOf(connection, await tokens.refresh(grantOf(token), token), lane, call));
    }
  }

  async function ask<T>(
    name: string,
    work: (crm: Crm) => Promise<T>,
    fields?: Connection["remotes"],
  ): Promise<Called<T>> {
    const row = await store.read((sql) => readConnection(sql, name));
    const token = row && tokens.unseal(row);
    if (!token) return { ok: false, wait: true };
    try {
      return { ok: true, value: await withFreshToken({ lease: null, fields }, get(name), token, "person", work) };
    } catch (cause) {
      if (!(cause instanceof CrmError)) throw cause;
      tellThrottle(name, cause.trouble);
      return { ok: false, wait: false, trouble: cause.trouble };
    }
  }

  const signOut = createSignOut({ get, tokens }, { store, keyring, ports });

  async function followUse(lease: Lease): Promise<void> {
    const { connection: name } = lease;
    const { throttle } = get(name);
    if (usage.isUnknown(name, throttle.state())) {
      const called = await call(lease, "incremental", (crm) => crm.usage());
      if (called.ok && called.value) throttle.learn(called.value);
      if (called.ok || !called.wait) usage.asked(name, called.ok ? called.value : null);
    }
    const state = throttle.state();
    if (!usage.isNews(name, state)) return;
    const committed = await leases.write(lease, (sql) => usage.write(sql, name, state));
    committed();
  }

  return {
    all,
    get,
    call,
    ready: async (name, lane) => (await openFor(name, lane)) !== null,
    followUse,
    ask,
    whereabouts: async (name) => {
      const row = await store.read((sql) => readConnection(sql, name));
      return { identity: row?.identity ?? null, token: row && tokens.unseal(row) };
    },
    signOut,
    failed,
    withToken: (name, token) => crmOf(get(name), token, "person", { lease: null }),
    request: (name, secrets) => {
      const { throttle, settings: own } = get(name);
      return discreet(throttle.via("person"), [own.app.clientSecret, ...secrets]);
    },
  };
}
