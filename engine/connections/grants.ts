import type { Token } from "../provider.ts";
import type { Crowd } from "../rules/crowd.ts";
import { crowdOf } from "../rules/crowd.ts";
import { readConnection, readConnections } from "../store/connections.ts";
import { dueGrants, type GrantRow, liveGrant, livingGrants, moveGrant } from "../store/grants.ts";
import { whileWritable } from "../watch/storage.ts";
import type { Worker } from "../worker.ts";
import { grantPlace, mayCount, ownersOf } from "./grant-rows.ts";
import { prove } from "./prove.ts";
import type { Keyring } from "./seal.ts";
import { tokenPlace } from "./tokens.ts";

/** The grants that this installation was given: counted, and revoked when nothing works with them any more. */
export interface Grants {
  /**
   * Revokes what is due: grants that nobody uses, and those that were replaced once the new one is proven. Never one that
   * a connection works with. What fails is tried again later.
   */
  settle(): Promise<void>;
  /** What one more sign-in to a connection, by the same user, would meet. */
  crowd(connection: string): Promise<Crowd>;
}

const MINUTE = 60_000;
/** After so many refused revocations it is only counted. */
const MOST_ATTEMPTS = 10;

export function createGrants(worker: Worker, keyring: Keyring): Grants {
  const { store, connections, ports } = worker;
  const now = ports.clock.wall;
  let settling: Promise<void> | null = null;

  async function settleAll(): Promise<void> {
    const due = await store.read((sql) => dueGrants(sql, now()));
    for (const row of due) {
      const again = now() + MINUTE * 2 ** Math.min(row.attempts, 6);
      const state = row.state === "waiting" ? "unused" : row.state;
      const mine = { ...row, state, due: again } satisfies GrantRow;
      if (await store.write((sql) => moveGrant(sql, row, { state, due: again }))) await settleOne(mine);
    }
  }

  async function settleOne(row: GrantRow): Promise<void> {
    if (row.state === "live") return settleLive(row);
    // What it is to make room for must work first.
    if (row.state === "replaced" && !(await isProven(row.connection))) return;
    const token = row.token === null ? null : (JSON.parse(keyring.open(row.token, grantPlace(row.id))) as Token);
    const gone = token === null || (await isInUse(row, token)) || (await revoke(row, token));
    const attempts = row.attempts + (gone ? 0 : 1);
    const over = gone ? ("ended" as const) : attempts >= MOST_ATTEMPTS ? ("lost" as const) : null;
    const to = over === null ? { attempts } : { attempts, state: over, token: null, due: null };
    await store.write((sql) => moveGrant(sql, row, to));
  }

  /** Nothing may be due to be read or sent with it: then one read tells whether it works. Tried until it does. */
  async function settleLive(row: GrantRow): Promise<void> {
    const used = await store.read((sql) => readConnection(sql, row.connection));
    const isRefused = (used?.trouble.refusals.length ?? 0) > 0;
    const works = row.provenAt !== null || (used?.lastSuccessAt ?? 0) > (used?.signedInAt ?? 0);
    if (works || (!isRefused && (await prove(worker, row.connection))))
      await store.write((sql) => moveGrant(sql, row, { due: null, provenAt: row.provenAt ?? now() }));
    else await store.write((sql) => moveGrant(sql, row, { attempts: row.attempts + 1 }));
  }

  async function isProven(connection: string): Promise<boolean> {
    const live = await store.read((sql) => liveGrant(sql, connection));
    if (live === null) return false;
    if (live.provenAt !== null) return true;
    if (!(await prove(worker, connection))) return false;
    return store.write((sql) => moveGrant(sql, live, { provenAt: now() }));
  }

  /**
   * Whether revoking it would end a grant that a connection works with: the CRM gave the same one again, or it is not known
   * to keep the grants of one account apart.
   */
  async function isInUse(row: GrantRow, token: Token): Promise<boolean> {
    const rows = await store.read(readConnections);
    const used = rows.flatMap(({ name, token: sealed }) =>
      sealed === null ? [] : [JSON.parse(keyring.open(sealed, tokenPlace(name))) as Token],
    );
    const same = used.some((each) =>
      each.refreshToken === null ? each.accessToken === token.accessToken : each.refreshToken === token.refreshToken,
    );
    if (same || connections.get(row.connection).provider.grantsPerUser !== undefined) return same;
    return rows.some(
      (each) => each.token !== null && each.provider === row.provider && each.identity?.id === row.account,
    );
  }

  async function revoke(row: GrantRow, token: Token): Promise<boolean> {
    const { provider, settings } = connections.get(row.connection);
    const request = connections.request(row.connection, [token.accessToken, token.refreshToken]);
    try {
      await provider.revoke(settings.app, token, request);
      return true;
    } catch (cause) {
      const { connection } = row;
      ports.log("warn", "an unused grant could not be revoked", { connection, cause: String(cause) });
      return false;
    }
  }

  return {
    settle: () => {
      settling ??= whileWritable(store, settleAll).finally(() => {
        settling = null;
      });
      return settling;
    },
    crowd: async (connection) => {
      const { provider, settings } = connections.get(connection);
      const rows = await store.read(readConnections);
      const grants = (await store.read(livingGrants)).filter(
        (each) => each.provider === provider.id && each.client === settings.app.clientId && mayCount(each, rows),
      );
      const alike = ownersOf(grants, rows.find((each) => each.name === connection)?.identity ?? null);
      const known = alike.map((each) => ({ ...each, live: each.state === "live" }));
      return crowdOf(known, provider.grantsPerUser ?? null, connection);
    },
  };
}
