import { type CryptoKey, importJWK } from "jose";
import { z } from "zod";
import type { BotPorts } from "../bot.ts";
import { isSafe, mayLeadTo } from "./hosts.ts";
import { type ChatRequest, TIMEOUT_MS } from "./request.ts";

export interface KeyParts {
  /** Microsoft's OpenID metadata, which name the address of the keys. */
  readonly metadataUrl: string;
  readonly request: ChatRequest;
  readonly ports: Pick<BotPorts, "log">;
  /** The machine's clock in ms. */
  machineNow(): number;
}

export interface Key {
  readonly key: CryptoKey;
  /** The channels whose requests it may sign; null = it is not told. */
  readonly endorsements: readonly string[] | null;
}

/** The keys that Microsoft signs requests to bots with. */
export interface Keys {
  /** unavailable = not even once could the keys be read, so that nothing can be said of any. Never throws. */
  find(id: string): Promise<Key | "unknown" | "unavailable">;
}

const REFRESH_MS = 24 * 3_600_000;
/** Microsoft publishes a key long before it signs with it, so that an unknown one is most likely a stranger's. */
const UNKNOWN_MS = 5 * 60_000;
/** After a failure; as long as there are keys at all, the old ones serve. */
const RETRY_MS = 1_000;
const RETRY_REFRESH_MS = 5 * 60_000;
/** Keys that could not be read again for so long are not trusted any more. */
const USABLE_MS = 7 * 24 * 3_600_000;

const metadata = z.object({ jwks_uri: z.string() });
const jwk = z.object({
  kid: z.string().min(1),
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  use: z.string().optional(),
  endorsements: z.array(z.string()).optional(),
});
const published = z.object({ keys: z.array(z.unknown()).max(200) });

interface Known {
  readonly keys: ReadonlyMap<string, Key>;
  readonly at: number;
}

/** Keys with a memory: read at first use, again once a day, and for an unknown one at most once in five minutes. */
export function createKeys(parts: KeyParts): Keys {
  const { machineNow, ports } = parts;
  let known: Known | null = null;
  let loading: Promise<void> | null = null;
  let failedAt: number | null = null;
  let askedForUnknownAt: number | null = null;

  async function load(): Promise<void> {
    loading ??= readKeys(parts)
      .then((keys) => {
        known = { keys, at: machineNow() };
        failedAt = null;
      })
      .catch((error: unknown) => {
        failedAt = machineNow();
        ports.log("warn", "the keys of Teams could not be read", { error: String(error) });
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  }

  async function refreshed(): Promise<Known | null> {
    const now = machineNow();
    const due = known === null || passed(known.at, REFRESH_MS, now);
    const pauseMs = known === null ? RETRY_MS : RETRY_REFRESH_MS;
    if (loading !== null || (due && (failedAt === null || passed(failedAt, pauseMs, now)))) await load();
    if (known !== null && passed(known.at, USABLE_MS, now)) known = null;
    return known;
  }

  return {
    async find(id) {
      const now = machineNow();
      const current = await refreshed();
      if (current === null) return "unavailable";
      const found = current.keys.get(id);
      if (found !== undefined) return found;
      if (askedForUnknownAt !== null && !passed(askedForUnknownAt, UNKNOWN_MS, now)) return "unknown";
      askedForUnknownAt = now;
      await load();
      return known?.keys.get(id) ?? "unknown";
    },
  };
}

/** A clock that went back says nothing about how long ago it was. */
function passed(since: number, ms: number, now: number): boolean {
  return Math.abs(now - since) >= ms;
}

async function readKeys({ metadataUrl, request }: KeyParts): Promise<ReadonlyMap<string, Key>> {
  if (!isSafe(metadataUrl)) throw new Error("the address of the metadata is neither https nor on this machine");
  const { jwks_uri: address } = metadata.parse(await readJson(request, metadataUrl));
  if (!mayLeadTo(metadataUrl, address)) throw new Error("the metadata name an address that is not trusted");
  const { keys } = published.parse(await readJson(request, address));
  const found = new Map<string, Key>();
  for (const each of keys) {
    const read = jwk.safeParse(each);
    // Keys of other kinds may stand there too; none of them signs for us.
    if (!read.success || (read.data.use ?? "sig") !== "sig") continue;
    const { kid, kty, n, e, endorsements = null } = read.data;
    const key = await importJWK({ kty, n, e }, "RS256");
    if (!(key instanceof Uint8Array)) found.set(kid, { key, endorsements });
  }
  if (found.size === 0) throw new Error("no key of a known kind is published");
  return found;
}

async function readJson(request: ChatRequest, url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { accept: "application/json" };
  const response = await request(url, { method: "GET", headers, redirect: "error", signal });
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  return response.json();
}
