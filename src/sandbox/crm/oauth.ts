import { createHash } from "node:crypto";
import type { World } from "../service.ts";
import type { AccountName } from "./accounts.ts";

/** The part of OAuth that the CRMs share; words, paths and shapes of tokens are each CRM's own. */
export interface OAuth {
  readonly world: World;
  readonly clients: readonly OAuthClient[];
  readonly shapes: TokenShapes;
  /** Whether a refresh gives a new refresh token and kills the old one. */
  rotate: boolean;
  /** Life of an access token in ms. */
  accessLifeMs: number;
  /** Life of a code in ms. */
  readonly codeLifeMs: number;
  /** Grants of one user and app that live at once: one more ends the oldest; null = any number. */
  readonly mostGrants: number | null;
  readonly codes: Map<string, Code>;
  /** Grants by refresh token. */
  readonly grants: Map<string, Grant>;
  readonly access: Map<string, Access>;
}

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

/** Makes tokens look like the CRM's own; `noise` is random base-62 text. */
interface TokenShapes {
  access(account: AccountName, noise: string): string;
  refresh(account: AccountName, noise: string): string;
  code(account: AccountName, noise: string): string;
}

interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly account: AccountName;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  readonly expiresAt: number;
}

export interface Grant {
  refreshToken: string;
  readonly clientId: string;
  readonly account: AccountName;
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Grants are numbered in the order in which they were given; a refresh keeps the number. */
  readonly number: number;
}

export interface Access {
  readonly token: string;
  readonly grant: Grant;
  readonly issuedAt: number;
  expiresAt: number;
}

export type OAuthRefusal = "client" | "secret" | "code" | "redirect" | "verifier" | "grant";
export type Issued =
  | { readonly ok: true; readonly access: Access }
  | { readonly ok: false; readonly why: OAuthRefusal };

const usualCodeLifeMs = 600_000;
/** Expired tokens are remembered for a while, so that they are told from unknown ones. */
const keepExpiredMs = 86_400_000;

export function oauth(
  world: World,
  clients: readonly OAuthClient[],
  shapes: TokenShapes,
  given: {
    readonly rotate: boolean;
    readonly accessLifeMs: number;
    readonly codeLifeMs?: number;
    readonly mostGrants?: number;
  },
): OAuth {
  return {
    world,
    clients,
    shapes,
    codeLifeMs: usualCodeLifeMs,
    mostGrants: null,
    ...given,
    codes: new Map(),
    grants: new Map(),
    access: new Map(),
  };
}

/** What pressing Allow does: a code that works once, mostly for ten minutes. */
export function approve(state: OAuth, code: Omit<Code, "expiresAt">): string {
  const text = state.shapes.code(code.account, noise(state.world, 40));
  state.codes.set(text, { ...code, expiresAt: state.world.now() + state.codeLifeMs });
  return text;
}

/** Trades a code for tokens. The code is spent even when the rest of the request is wrong. */
export function exchange(
  state: OAuth,
  given: { clientId: string; clientSecret: string; code: string; redirectUri: string; verifier: string | null },
): Issued {
  const refusal = refuseClient(state, given.clientId, given.clientSecret);
  if (refusal !== null) return { ok: false, why: refusal };
  const code = state.codes.get(given.code);
  state.codes.delete(given.code);
  if (code === undefined || code.expiresAt <= state.world.now() || code.clientId !== given.clientId) {
    return { ok: false, why: "code" };
  }
  if (code.redirectUri !== given.redirectUri) return { ok: false, why: "redirect" };
  const answersChallenge = code.challenge === null || challengeOf(given.verifier ?? "") === code.challenge;
  return answersChallenge ? { ok: true, access: issue(state, code) } : { ok: false, why: "verifier" };
}

/** Tokens without the web flow, as if the user had just consented. */
export function issue(state: OAuth, to: Pick<Grant, "clientId" | "account" | "userId" | "scopes">): Access {
  const { clientId, account, userId, scopes } = to;
  const refreshToken = state.shapes.refresh(account, noise(state.world, 60));
  const number = 1 + Math.max(0, ...[...state.grants.values()].map((one) => one.number));
  const grant: Grant = { refreshToken, clientId, account, userId, scopes, number };
  state.grants.set(refreshToken, grant);
  endOldest(state, grant);
  return giveAccess(state, grant);
}

function endOldest(state: OAuth, { clientId, account, userId }: Grant): void {
  if (state.mostGrants === null) return;
  const alike = [...state.grants.values()].filter(
    (one) => one.clientId === clientId && one.account === account && one.userId === userId,
  );
  const over = alike.sort((a, b) => b.number - a.number).slice(state.mostGrants);
  if (over.length > 0) revokeGrants(state, (grant) => over.includes(grant));
}

/** A new access token; with rotation a new refresh token too, which `access.grant` holds. */
export function refresh(state: OAuth, given: { clientId: string; clientSecret: string; refreshToken: string }): Issued {
  const refusal = refuseClient(state, given.clientId, given.clientSecret);
  if (refusal !== null) return { ok: false, why: refusal };
  const grant = state.grants.get(given.refreshToken);
  if (grant === undefined || grant.clientId !== given.clientId) return { ok: false, why: "grant" };
  if (state.rotate) {
    state.grants.delete(grant.refreshToken);
    grant.refreshToken = state.shapes.refresh(grant.account, noise(state.world, 60));
    state.grants.set(grant.refreshToken, grant);
  }
  return { ok: true, access: giveAccess(state, grant) };
}

/** Kills the grant that a refresh or access token belongs to; false when the token is unknown. */
export function revoke(state: OAuth, token: string): boolean {
  const grant = state.grants.get(token) ?? state.access.get(token)?.grant;
  if (grant === undefined) return false;
  revokeGrants(state, (g) => g === grant);
  return true;
}

/** Kills all grants that are chosen, with their access tokens. */
export function revokeGrants(state: OAuth, chosen: (grant: Grant) => boolean): void {
  for (const [token, grant] of state.grants) if (chosen(grant)) state.grants.delete(token);
  for (const [token, access] of state.access) if (chosen(access.grant)) state.access.delete(token);
}

/** Lets the access tokens that are chosen expire now. */
export function expireAccess(state: OAuth, chosen: (grant: Grant) => boolean): void {
  for (const access of state.access.values()) {
    if (chosen(access.grant)) access.expiresAt = Math.min(access.expiresAt, state.world.now());
  }
}

/** Who an access token speaks for: unknown and revoked tokens are null. */
export function accessOf(state: OAuth, token: string): Access | null {
  return state.access.get(token) ?? null;
}

/** The token of an `Authorization: Bearer` header. */
export function bearer(headers: Readonly<Record<string, string>>): string | null {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}

/** Random base-62 text. */
export function noise(world: World, length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length }, () => letters[Math.floor(world.random() * letters.length)] ?? "A").join("");
}

function giveAccess(state: OAuth, grant: Grant): Access {
  const now = state.world.now();
  const token = state.shapes.access(grant.account, noise(state.world, 60));
  const access = { token, grant, issuedAt: now, expiresAt: now + state.accessLifeMs };
  for (const [old, { expiresAt }] of state.access) if (expiresAt + keepExpiredMs < now) state.access.delete(old);
  state.access.set(token, access);
  return access;
}

function refuseClient(state: OAuth, id: string, secret: string): "client" | "secret" | null {
  const client = state.clients.find((c) => c.id === id);
  if (client === undefined) return "client";
  return client.secret === secret ? null : "secret";
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
