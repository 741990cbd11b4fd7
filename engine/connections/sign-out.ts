import type { Ports } from "../ports.ts";
import type { Token } from "../provider.ts";
import { DISCONNECTED, forgetGrant, readConnection } from "../store/connections.ts";
import { endGrants, forgetGrants } from "../store/grants.ts";
import type { Store } from "../store/open.ts";
import type { Connection } from "./connection.ts";
import { discreet, secretsOf } from "./discreet.ts";
import { grantPlace } from "./grant-rows.ts";
import type { Keyring } from "./seal.ts";
import type { Tokens } from "./tokens.ts";

/**
 * Takes all grants of a connection back: the one in use and those that wait to be revoked. Forgotten first: a grant that
 * could not be taken back must not be used again either. Answers whether the CRM confirmed the one in use.
 */
export function createSignOut(
  { get, tokens }: { get(name: string): Connection; tokens: Tokens },
  { store, keyring, ports }: { store: Store; keyring: Keyring; ports: Ports },
): (name: string, by: string) => Promise<boolean> {
  async function revoke(name: string, token: Token): Promise<boolean> {
    const { provider, settings: own, throttle } = get(name);
    try {
      await provider.revoke(own.app, token, discreet(throttle.via("person"), secretsOf(own.app, token)));
      return true;
    } catch (cause) {
      ports.log("warn", "a grant could not be revoked", { connection: name, cause: String(cause) });
      return false;
    }
  }

  return async (name, by) => {
    const { live, kept } = await store.write(async (sql) => {
      const row = await readConnection(sql, name);
      await forgetGrant(sql, name, { by, why: DISCONNECTED, at: ports.clock.wall() });
      return { live: row && tokens.unseal(row), kept: await forgetGrants(sql, name) };
    });
    const done = live === null || (await revoke(name, live));
    const ended = done ? kept.filter((row) => row.state === "live").map((row) => row.id) : [];
    // Where grants are not kept apart, the first revocation has ended them all.
    const others = get(name).provider.grantsPerUser === undefined ? [] : kept;
    for (const { id, token } of others) {
      if (token === null) continue;
      if (await revoke(name, JSON.parse(keyring.open(token, grantPlace(id))) as Token)) ended.push(id);
    }
    await store.write((sql) => endGrants(sql, ended));
    return done;
  };
}
