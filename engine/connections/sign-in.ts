import { createHash, timingSafeEqual } from "node:crypto";
import { CrmError, type Identity } from "../provider.ts";
import type { Crowd } from "../rules/crowd.ts";
import { type Difference, difference } from "../rules/difference.ts";
import { readConnection, saveGrant, saveTrouble } from "../store/connections.ts";
import {
  addSignIn,
  moveSignIn,
  type Presser,
  type SignInRow,
  signInById,
  signInByState,
  signInsDone,
  signInsWaiting,
} from "../store/sign-ins.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { noteGiven, noteOwner, takeGiven } from "./grant-rows.ts";
import type { Grants } from "./grants.ts";
import { type Rechecked, recheckRights } from "./recheck.ts";
import { knownRights, presentRights } from "./rights-read.ts";
import { apart, sameAccount } from "./same-account.ts";
import type { Keyring, Place } from "./seal.ts";
import { dated, tokenPlace } from "./tokens.ts";

/** A sign-in link belongs to the person who pressed, lives this long and works once. */
const lifeMs = 600_000;

/** What travels through the browser and must not be read out of the database by anybody who could then come back with it. */
interface Proof {
  readonly verifier: string;
  readonly state: string;
}

/** What became of a step; `detail` is for the person at the browser or in chat. */
export type SignedIn =
  | { readonly ok: true; readonly signIn: SignInRow }
  | {
      readonly ok: false;
      readonly why: "unknown" | "expired" | "used" | "stranger" | "refused";
      readonly detail: string;
    };

export interface SignIns {
  /** What one more sign-in by the same user would meet: how many of ours there are, and whose it would end. */
  crowd(connection: string): Promise<Crowd>;
  /** Makes a one-time link for the person who pressed; what they left unanswered before is thrown away. */
  begin(connection: string, presser: Presser): Promise<string>;
  /** The browser comes: answers where it goes, and the cookie that it must bring back. */
  open(id: string): Promise<{ location: string; cookie: string } | null>;
  /** The CRM sends the browser back. The new grant stays sealed and unused until its presser confirms it. */
  finish(params: {
    state: string;
    code: string | null;
    error: string | null;
    cookie: string | null;
  }): Promise<SignedIn>;
  /** Yes: the grant is used from now on. Only its presser may, and only for the same org as before. */
  confirm(id: string, user: string): Promise<SignedIn>;
  /** Reads the rights that the last sign-in lost anew, and keeps what is still missing. */
  recheck(connection: string): Promise<Rechecked>;
  /** The newest that was confirmed, of those begun in this time and not forgotten since; null = none. */
  lastDone(connection: string, begun: { readonly from: number; readonly to: number }): Promise<SignInRow | null>;
  /** No: the grant is forgotten. */
  cancel(id: string, user: string): Promise<SignedIn>;
}

export function createSignIns(worker: Worker, keyring: Keyring, grants: Grants): SignIns {
  const { store, connections, ports } = worker;
  const now = ports.clock.wall;
  const secret = (length: number) => Buffer.from(ports.bytes(length)).toString("base64url");

  async function begin(connection: string, presser: Presser): Promise<string> {
    const proof: Proof = { verifier: secret(48), state: secret(24) };
    const row: SignInRow = {
      id: secret(24),
      connection,
      presser,
      state: hash(proof.state),
      status: "made",
      secret: "",
      cookie: null,
      token: null,
      identity: null,
      createdAt: now(),
      expiresAt: now() + lifeMs,
      difference: null,
    };
    connections.get(connection);
    const sealed = keyring.seal(JSON.stringify(proof), place(row.id, "secret"));
    await store.write(async (sql) => {
      for (const earlier of await signInsWaiting(sql, connection, presser.user))
        if (earlier.presser.platform === presser.platform) await abandon(sql, earlier);
      await addSignIn(sql, { ...row, secret: sealed });
    });
    return row.id;
  }

  async function abandon(sql: Sql, row: SignInRow): Promise<void> {
    if (await moveSignIn(sql, row.id, ["waiting"], "cancelled", { token: null }))
      await noteOwner(sql, row.id, { identity: null, unusedAt: now() });
  }

  const proofOf = (row: SignInRow) => JSON.parse(keyring.open(row.secret, place(row.id, "secret"))) as Proof;

  async function open(id: string): Promise<{ location: string; cookie: string } | null> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row || row.expiresAt <= now()) return null;
    const cookie = secret(24);
    if (!(await store.write((sql) => moveSignIn(sql, id, ["made"], "opened", { cookie: hash(cookie) })))) return null;
    const { provider, settings } = connections.get(row.connection);
    // Those that nobody uses any more make room first, so that the CRM ends none that is in use.
    const { count, most } = await grants.crowd(row.connection);
    if (most !== null && count >= most - 1) await grants.settle();
    const { verifier, state } = proofOf(row);
    const challenge = provider.pkce ? hash(verifier) : null;
    return { location: provider.authorizeUrl(settings.app, state, challenge), cookie };
  }

  async function finish(params: Parameters<SignIns["finish"]>[0]): Promise<SignedIn> {
    const row = await store.read((sql) => signInByState(sql, hash(params.state)));
    if (!row) return no("unknown", "This sign-in is not known. Press Reconnect again.");
    if (row.expiresAt <= now()) return no("expired", "This sign-in has expired. Press Reconnect again.");
    if (!row.cookie || !params.cookie || !equal(row.cookie, hash(params.cookie))) {
      return no("stranger", "This sign-in was begun in another browser.");
    }
    if (!(await store.write((sql) => moveSignIn(sql, row.id, ["opened"], "returned")))) {
      return no("used", "This sign-in was used already. Press Reconnect again.");
    }
    if (params.error || !params.code) return refuse(row, "The CRM did not allow it. Press Reconnect to try again.");
    try {
      return await take(row, params.code);
    } catch (cause) {
      if (!(cause instanceof CrmError)) throw cause;
      ports.log("warn", "a sign-in failed", { connection: row.connection, reason: cause.trouble.reason });
      return refuse(row, "The CRM did not complete the sign-in. Press Reconnect to try again.");
    }
  }

  async function take(row: SignInRow, code: string): Promise<SignedIn> {
    const { provider, settings } = connections.get(row.connection);
    const { verifier, state } = proofOf(row);
    const request = connections.request(row.connection, [code, verifier, state]);
    const given = await provider.exchange(settings.app, code, provider.pkce ? verifier : null, request);
    const token = dated(given, now());
    const connection = connections.get(row.connection);
    await store.write((sql) => noteGiven(sql, { connection, signIn: row, token }, { keyring, ports }));
    const crm = connections.withToken(row.connection, token);
    const identity = await crm.identity();
    const before = (await store.read((sql) => readConnection(sql, row.connection)))?.identity ?? null;
    const differs = before && sameAccount(before, identity) ? await differenceOf(row, before, { crm, identity }) : null;
    const sealed = keyring.seal(JSON.stringify(token), place(row.id, "token"));
    const status = await store.write(async (sql) => {
      const next = (await isOther(sql, row, identity)) ? ("wrong_org" as const) : ("waiting" as const);
      const wrong = next === "wrong_org";
      await moveSignIn(sql, row.id, ["returned"], next, {
        identity,
        token: wrong ? null : sealed,
        difference: differs,
      });
      await noteOwner(sql, row.id, { identity, unusedAt: wrong ? now() : null });
      return next;
    });
    // A grant for another org is of no use to anybody here.
    if (status === "wrong_org") await grants.settle();
    return { ok: true, signIn: { ...row, status, identity, difference: differs } };
  }

  /** Whether it is another account than the one whose records are here; then that is noted. */
  async function isOther(sql: Sql, row: SignInRow, identity: Identity): Promise<boolean> {
    const connection = await readConnection(sql, row.connection);
    const before = connection?.identity;
    if (!connection || !before || sameAccount(before, identity)) return false;
    const wrongOrg = { ...apart(before, identity), at: now() };
    await saveTrouble(sql, row.connection, { ...connection.trouble, wrongOrg });
    return true;
  }

  async function differenceOf(
    row: SignInRow,
    before: Identity,
    { crm, identity }: { crm: ReturnType<typeof connections.withToken>; identity: Identity },
  ): Promise<Difference> {
    const connection = connections.get(row.connection);
    const could = await knownRights(store, connection, before);
    return difference(could, await presentRights(connection, crm, identity));
  }

  async function confirm(id: string, user: string): Promise<SignedIn> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row?.identity) return no("unknown", "This sign-in is not known.");
    if (row.presser.user !== user) return no("stranger", "Only the person who signed in can confirm it.");
    if (row.expiresAt <= now()) return no("expired", "This sign-in has expired. Press Reconnect again.");
    const { identity, token } = row;
    if (!token) return no("used", "This sign-in was answered already.");
    const plain = keyring.open(token, place(id, "token"));
    const next = await store.write(async (sql) => {
      // Another sign-in may have been confirmed since this one came back, at another account.
      const isWrong = await isOther(sql, row, identity);
      const to = isWrong ? ("wrong_org" as const) : ("done" as const);
      if (!(await moveSignIn(sql, id, ["waiting"], to, { token: null }))) return null;
      if (isWrong) await noteOwner(sql, id, { identity, unusedAt: now() });
      else {
        if (!(await takeGiven(sql, { connection: row.connection, signIn: id }, { keyring, now: now() }))) return null;
        const sealed = keyring.seal(plain, tokenPlace(row.connection));
        await saveGrant(sql, row.connection, { sealed, identity, now: now() });
      }
      return to;
    });
    if (next === "done") return { ok: true, signIn: { ...row, status: "done" } };
    if (next === null) return no("used", "This sign-in was answered already.");
    await grants.settle();
    return no("refused", "It is another account than the one that is synced by now. Nothing was changed.");
  }

  async function cancel(id: string, user: string): Promise<SignedIn> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row) return no("unknown", "This sign-in is not known.");
    if (row.presser.user !== user) return no("stranger", "Only the person who signed in can answer it.");
    const done = await store.write(async (sql) => {
      const moved = await moveSignIn(sql, id, ["waiting", "wrong_org"], "cancelled", { token: null });
      const connection = await readConnection(sql, row.connection);
      if (moved && connection) await saveTrouble(sql, row.connection, { ...connection.trouble, wrongOrg: null });
      if (moved) await noteOwner(sql, id, { identity: null, unusedAt: now() });
      return moved;
    });
    if (!done) return no("used", "This sign-in was answered already.");
    await grants.settle();
    return { ok: true, signIn: { ...row, status: "cancelled" } };
  }

  async function refuse(row: SignInRow, detail: string): Promise<SignedIn> {
    await store.write(async (sql) => {
      await moveSignIn(sql, row.id, ["returned"], "refused");
      await noteOwner(sql, row.id, { identity: null, unusedAt: now() });
    });
    return no("refused", detail);
  }

  async function lastDone(connection: string, { from, to }: { from: number; to: number }): Promise<SignInRow | null> {
    const done = await store.read((sql) => signInsDone(sql, from));
    return done.find((each) => each.connection === connection && each.createdAt <= to) ?? null;
  }

  const recheck = (connection: string) => recheckRights(worker, connection);

  return { crowd: grants.crowd, lastDone, recheck, begin, open, finish, confirm, cancel };
}

const place = (row: string, field: string): Place => ({ table: "sign_ins", row, field });

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function no(why: Exclude<SignedIn, { ok: true }>["why"], detail: string): SignedIn {
  return { ok: false, why, detail };
}
