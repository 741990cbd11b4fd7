import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import type { Shape } from "../chat/shape.ts";

interface KeyPair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The key with which requests to the bot are signed. An RSA key is slow to make: it is made when first needed. */
export interface Keys {
  current: KeyPair | null;
}

export function createKeys(): Keys {
  return { current: null };
}

/** From now on another key signs; the old one is published no more. */
export function rotateKeys(keys: Keys): void {
  keys.current = null;
}

function currentKey(keys: Keys): KeyPair {
  keys.current ??= { kid: randomUUID(), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
  return keys.current;
}

/** The published keys, as Bot Framework publishes them: each says for which channels it vouches. */
export function publishedKeys(keys: Keys): Shape {
  const { kid, publicKey } = currentKey(keys);
  const { kty, n, e } = publicKey.export({ format: "jwk" });
  return { keys: [{ kty, use: "sig", alg: "RS256", kid, x5t: kid, n, e, endorsements: ["msteams"] }] };
}

/** A JWT of these claims, signed RS256; `header` changes what its header says. */
export function signToken(keys: Keys, claims: Shape, header: Shape = {}): string {
  const { kid, privateKey } = currentKey(keys);
  const head = encoded({ alg: "RS256", kid, x5t: kid, typ: "JWT", ...header });
  const unsigned = `${head}.${encoded(claims)}`;
  return `${unsigned}.${sign("sha256", Buffer.from(unsigned), privateKey).toString("base64url")}`;
}

function encoded(value: Shape): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
