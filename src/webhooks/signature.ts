import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Older ones are refused, and so are those of a clock that is as far ahead. */
export const windowMs = 300_000;

export type Verdict = "good" | "unsigned" | "old" | "wrong";

export interface Signed {
  readonly method: string;
  /** As HubSpot called it: scheme, host, path and query. */
  readonly uri: string;
  readonly body: Uint8Array;
  readonly headers: Pick<IncomingHttpHeaders, string>;
}

/**
 * HubSpot's signature v3: base64 of HMAC-SHA-256 with the app's client secret over method, URI, body and timestamp
 * (HubSpot, "Validate the v3 request signature"). `now` in milliseconds; an empty secret verifies nothing.
 */
export function verdictOf({ method, uri, body, headers }: Signed, secret: string, now: number): Verdict {
  const signature = headers["x-hubspot-signature-v3"];
  const stamp = headers["x-hubspot-request-timestamp"];
  if (secret === "" || typeof signature !== "string" || typeof stamp !== "string") return "unsigned";
  if (!/^\d{1,16}$/.test(stamp) || Math.abs(now - Number(stamp)) > windowMs) return "old";
  const expected = Buffer.from(signatureOf({ method, uri, body }, stamp, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? "good" : "wrong";
}

export function signatureOf(
  { method, uri, body }: Pick<Signed, "method" | "uri" | "body">,
  stamp: string,
  secret: string,
): string {
  return createHmac("sha256", secret)
    .update(`${method}${decoded(uri)}`)
    .update(body)
    .update(stamp)
    .digest("base64");
}

/** These and no others are decoded in the URI before it is signed, by HubSpot's table. */
const table: Readonly<Record<string, string>> = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
};

function decoded(uri: string): string {
  return uri.replace(/%[0-9a-f]{2}/gi, (code) => table[code.toUpperCase()] ?? code);
}
