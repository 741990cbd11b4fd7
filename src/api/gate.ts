import { createHash, timingSafeEqual } from "node:crypto";
import { allows } from "../access.ts";
import type { EnvConfig } from "../config.ts";
import { Refusal } from "./refusal.ts";

/** A program that showed its token. */
export interface Client {
  readonly name: string;
  readonly role: "viewer" | "operator" | "admin";
}

/** Answers who shows the token; throws the same refusal for none, a malformed and a wrong one, after the same work. */
export type Gate = (authorization: string | undefined, needed: Client["role"]) => Client;

/** Only hashes of the tokens are kept, all are compared each time, and each in constant time. */
export function createGate(tokens: EnvConfig["apiTokens"]): Gate {
  const known = tokens.map(({ name, role, token }) => ({ name, role, hash: hashOf(token) }));
  return (authorization, needed) => {
    const shown = hashOf(/^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "");
    let client: Client | null = null;
    for (const { hash, name, role } of known) if (timingSafeEqual(hash, shown)) client = { name, role };
    if (client === null)
      throw new Refusal("UNAUTHORIZED", "Send a token of CRMSYNC_API_TOKENS as Authorization: Bearer TOKEN.", {
        headers: { "www-authenticate": 'Bearer realm="crmsync"' },
      });
    if (!allows(client.role, needed))
      throw new Refusal("FORBIDDEN", `This needs the role ${needed}; the token of ${client.name} is ${client.role}.`);
    return client;
  };
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
