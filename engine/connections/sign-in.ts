import { createHash, timingSafeEqual } from "node:crypto";
import { CrmError, type Identity, type Token } from "../provider.ts";
import { readConnection, saveGrant, saveTrouble } from "../store/connections.ts";
import { addSignIn, moveSignIn, type Presser, type SignInRow, signInById, signInByState } from "../store/sign-ins.ts";
import type { Worker } from "../worker.ts";
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
  /** Makes a one-time link for the person who pressed. */
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
  /** No: the grant is forgotten. */
  cancel(id: string, user: string): Promise<SignedIn>;
}

export function createSignIns(worker: Worker, keyring: Keyring): SignIns {
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
    };
    connections.get(connection);
    const sealed = keyring.seal(JSON.stringify(proof), place(row.id, "secret"));
    await store.write((sql) => addSignIn(sql, { ...row, secret: sealed }));
    return row.id;
  }

  const proofOf = (row: SignInRow) => JSON.parse(keyring.open(row.secret, place(row.id, "secret"))) as Proof;

  async function open(id: string): Promise<{ location: string; cookie: string } | null> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row || row.expiresAt <= now()) return null;
    const cookie = secret(24);
    if (!(await store.write((sql) => moveSignIn(sql, id, ["made"], "opened", { cookie: hash(cookie) })))) return null;
    const { provider, settings } = connections.get(row.connection);
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
    const identity = await connections.withToken(row.connection, token).identity();
    const sealed = keyring.seal(JSON.stringify(token), place(row.id, "token"));
    const status = await store.write(async (sql) => {
      const connection = await readConnection(sql, row.connection);
      const before = connection?.identity;
      const same = !before || sameAccount(before, identity);
      const next = same ? "waiting" : "wrong_org";
      await moveSignIn(sql, row.id, ["returned"], next, { identity, token: same ? sealed : null });
      if (connection && before && !same) {
        const wrongOrg = { expected: before.name, got: identity.name, at: now() };
        await saveTrouble(sql, row.connection, { ...connection.trouble, wrongOrg });
      }
      return next;
    });
    // A grant for another org is of no use to anybody here.
    if (status === "wrong_org") await forget(row.connection, token);
    return { ok: true, signIn: { ...row, status, identity } };
  }

  async function forget(connection: string, token: Token): Promise<void> {
    const { provider, settings } = connections.get(connection);
    const request = connections.request(connection, [token.accessToken, token.refreshToken]);
    await provider.revoke(settings.app, token, request).catch((cause: unknown) => {
      ports.log("warn", "an unused grant could not be revoked", { connection, cause: String(cause) });
    });
  }

  async function confirm(id: string, user: string): Promise<SignedIn> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row?.identity) return no("unknown", "This sign-in is not known.");
    if (row.presser.user !== user) return no("stranger", "Only the person who signed in can confirm it.");
    if (row.expiresAt <= now()) return no("expired", "This sign-in has expired. Press Reconnect again.");
    const { identity, token } = row;
    if (!token) return no("used", "This sign-in was answered already.");
    const plain = keyring.open(token, place(id, "token"));
    const done = await store.write(async (sql) => {
      if (!(await moveSignIn(sql, id, ["waiting"], "done", { token: null }))) return false;
      const sealed = keyring.seal(plain, tokenPlace(row.connection));
      await saveGrant(sql, row.connection, { sealed, identity, now: now() });
      return true;
    });
    return done ? { ok: true, signIn: { ...row, status: "done" } } : no("used", "This sign-in was answered already.");
  }

  async function cancel(id: string, user: string): Promise<SignedIn> {
    const row = await store.read((sql) => signInById(sql, id));
    if (!row) return no("unknown", "This sign-in is not known.");
    if (row.presser.user !== user) return no("stranger", "Only the person who signed in can answer it.");
    const done = await store.write(async (sql) => {
      const moved = await moveSignIn(sql, id, ["waiting", "wrong_org"], "cancelled", { token: null });
      const connection = await readConnection(sql, row.connection);
      if (moved && connection) await saveTrouble(sql, row.connection, { ...connection.trouble, wrongOrg: null });
      return moved;
    });
    if (!done) return no("used", "This sign-in was answered already.");
    if (row.token) await forget(row.connection, JSON.parse(keyring.open(row.token, place(id, "token"))) as Token);
    return { ok: true, signIn: { ...row, status: "cancelled" } };
  }

  async function refuse(row: SignInRow, detail: string): Promise<SignedIn> {
    await store.write((sql) => moveSignIn(sql, row.id, ["returned"], "refused"));
    return no("refused", detail);
  }

  return { begin, open, finish, confirm, cancel };
}

/** Salesforce tells ids of 15 or 18 characters; the first 15 are the org. */
export function sameAccount(a: Identity, b: Identity): boolean {
  const short = (id: string) => (/^00D\w{12,15}$/.test(id) ? id.slice(0, 15) : id);
  return short(a.id) === short(b.id);
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
