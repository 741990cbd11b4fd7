import type { Clock } from "../ports.ts";
import type { Provider, Request, Token } from "../provider.ts";
import type { ConnectionSettings } from "../settings.ts";
import { type ConnectionRow, readConnection, saveToken } from "../store/connections.ts";
import type { Store } from "../store/open.ts";
import type { Keyring, Place } from "./seal.ts";

/** The grants of all connections: sealed in the store, refreshed before they end. */
export interface Tokens {
  unseal(row: ConnectionRow): Token | null;
  /** A token that still lives, refreshed if it is about to end. */
  fresh(grant: Grant, stored: Token): Promise<Token>;
  /** The token that comes after one that the CRM no longer takes. Throws CrmError when the grant is refused. */
  refresh(grant: Grant, stale: Token): Promise<Token>;
}

/** Whose token it is, and the way to its CRM. */
export interface Grant {
  readonly settings: ConnectionSettings;
  readonly provider: Provider;
  readonly request: Request;
}

/** A CRM tells how long a token lives; when that ends is told by our clock alone. */
export function dated(token: Token, now: number): Token {
  return token.lifeMs ? { ...token, expiresAt: now + token.lifeMs } : token;
}

export const tokenPlace = (connection: string): Place => ({ table: "connections", row: connection, field: "token" });

/** A token is refreshed this long before it ends. */
const marginMs = 60_000;

export function createTokens(store: Store, keyring: Keyring, clock: Clock): Tokens {
  const refreshing = new Map<string, Promise<Token>>();
  /** Got, and not yet saved because the database took no writes; `after` = the access token that it replaces. */
  const unsaved = new Map<string, { readonly after: string; readonly token: Token }>();

  /** As each connection's was when it was last opened: every call asks for it. */
  const opened = new Map<string, { readonly sealed: string; readonly token: Token }>();

  function unseal({ name, token: sealed }: ConnectionRow): Token | null {
    if (sealed === null) return null;
    const known = opened.get(name);
    if (known?.sealed === sealed) return known.token;
    const token = JSON.parse(keyring.open(sealed, tokenPlace(name))) as Token;
    opened.set(name, { sealed, token });
    return token;
  }

  /** One refresh per connection at a time; a rotated token is stored before it is used. */
  function refresh(grant: Grant, stale: Token): Promise<Token> {
    const { name } = grant.settings;
    const running = refreshing.get(name);
    if (running) return running;
    const mine = renew(grant, stale).finally(() => refreshing.delete(name));
    refreshing.set(name, mine);
    return mine;
  }

  async function renew({ settings: { name, app }, provider, request }: Grant, stale: Token): Promise<Token> {
    const newer = await newerToken(name, stale);
    if (newer) return newer;
    try {
      const kept = unsaved.get(name);
      const token =
        kept?.after === stale.accessToken
          ? kept.token
          : dated(await provider.refresh(app, stale, request), clock.wall());
      unsaved.set(name, { after: stale.accessToken, token });
      await save(name, stale, token);
      unsaved.delete(name);
      return (await newerToken(name, stale)) ?? token;
    } catch (cause) {
      // Somebody may have signed in anew meanwhile: then the refusal concerns a grant that is no longer ours.
      const other = await newerToken(name, stale);
      if (other) return other;
      throw cause;
    }
  }

  /** Not fenced: a refresh token that was replaced is gone for good, so the new one is kept whoever holds the lease now. */
  async function save(name: string, stale: Token, token: Token): Promise<void> {
    await store.write(async (sql) => {
      const row = await readConnection(sql, name);
      if (row && unseal(row)?.accessToken === stale.accessToken)
        await saveToken(sql, name, keyring.seal(JSON.stringify(token), tokenPlace(name)));
    });
  }

  async function newerToken(name: string, stale: Token): Promise<Token | null> {
    const row = await store.read((sql) => readConnection(sql, name));
    const token = row && unseal(row);
    return token && token.accessToken !== stale.accessToken ? token : null;
  }

  return {
    unseal,
    refresh,
    fresh: async (grant, stored) =>
      stored.expiresAt !== null && stored.expiresAt - marginMs <= clock.wall() ? refresh(grant, stored) : stored,
  };
}
