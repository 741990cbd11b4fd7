import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

/** Where a sealed value stands. It is bound to that place: in another row or field it does not open. */
export interface Place {
  readonly table: string;
  readonly row: string;
  readonly field: string;
}

/** Seals and opens with one key. Make it once; it holds nothing but the key. */
export interface Keyring {
  /** Names the key and tells nothing of it. */
  readonly keyId: string;
  seal(plain: string, place: Place): string;
  /** Throws SealError when the text was changed, stands elsewhere, or was sealed with another key. */
  open(sealed: string, place: Place): string;
  /** A value for the database by which a wrong key is noticed before anything is touched. */
  check(): string;
  verify(check: string): boolean;
}

/** Names the key and the place, never the content. */
export class SealError extends Error {
  readonly keyId: string;
  readonly place: Place;
  constructor(problem: string, keyId: string, place: Place, cause?: unknown) {
    super(`${place.table}.${place.field} of ${place.row} ${problem} (our key is ${keyId})`, { cause });
    this.name = "SealError";
    this.keyId = keyId;
    this.place = place;
  }
}

const SHORTEST_SECRET = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK_PLACE: Place = { table: "keyring", row: "check", field: "value" };
const CHECK_TEXT = "crmsync";

/**
 * AES-256-GCM under a key derived from the secret (HKDF-SHA256: the secret is random, not a password). The place and
 * the key id are additional data. `bytes` gives cryptographically strong bytes. Throws when the secret is too short.
 */
export function createKeyring(secret: string, bytes: (length: number) => Uint8Array): Keyring {
  if (secret.length < SHORTEST_SECRET) {
    throw new Error(
      `CRMSYNC_SECRET has ${secret.length} characters and needs at least ${SHORTEST_SECRET}: make one with \`openssl rand -base64 48\``,
    );
  }
  const key = derive(secret, "key", 32);
  const keyId = derive(secret, "key id", 4).toString("hex");
  const prefix = `v1.${keyId}.`;

  function seal(plain: string, place: Place): string {
    const nonce = bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(additional(place, keyId));
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
  }

  function open(sealed: string, place: Place): string {
    const sealedBy = /^v1\.([0-9a-f]{8})\./.exec(sealed)?.[1];
    if (sealedBy === undefined) throw new SealError("is not a sealed value", keyId, place);
    if (sealedBy !== keyId) throw new SealError(`was sealed with another key, ${sealedBy}`, keyId, place);
    const text = sealed.slice(prefix.length);
    const raw = Buffer.from(text, "base64url");
    // Buffer ignores what is not base64url, so a changed text could mean the same bytes.
    if (raw.length < NONCE_BYTES + TAG_BYTES || raw.toString("base64url") !== text) {
      throw new SealError("is damaged", keyId, place);
    }
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, raw.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(additional(place, keyId))
        .setAuthTag(raw.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = decipher.update(raw.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([body, decipher.final()]).toString("utf8");
    } catch (cause) {
      throw new SealError("was changed, or belongs to another place", keyId, place, cause);
    }
  }

  function verify(check: string): boolean {
    try {
      return open(check, CHECK_PLACE) === CHECK_TEXT;
    } catch (error) {
      if (error instanceof SealError) return false;
      throw error;
    }
  }

  return { keyId, seal, open, check: () => seal(CHECK_TEXT, CHECK_PLACE), verify };
}

function derive(secret: string, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "crmsync", `seal ${purpose} v1`, length));
}

/** As JSON, so that no two places read the same. */
function additional(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.row, place.field, keyId]));
}
