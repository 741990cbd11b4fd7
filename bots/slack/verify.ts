import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const WINDOW_S = 5 * 60;

export type Verdict = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly why: string };

/**
 * Is this request from Slack, and fresh? Pure. The rule is Slack's "Verifying requests": v0= and HMAC-SHA256 of
 * "v0:timestamp:body" over the bytes as they came, at most five minutes old or ahead. `now` is the machine's clock in
 * ms. `key` is the same for the same request delivered again, and tells nothing of the signature.
 */
export function verify(secret: string, headers: IncomingHttpHeaders, body: Buffer, now: number): Verdict {
  const stamp = headers["x-slack-request-timestamp"];
  const signature = headers["x-slack-signature"];
  if (typeof stamp !== "string" || typeof signature !== "string") return { ok: false, why: "not signed" };
  if (!/^\d{1,12}$/.test(stamp)) return { ok: false, why: "bad timestamp" };
  if (Math.abs(now / 1000 - Number(stamp)) > WINDOW_S) return { ok: false, why: "too old or too new" };
  const expected = Buffer.from(`v0=${createHmac("sha256", secret).update(`v0:${stamp}:`).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { ok: false, why: "wrong signature" };
  return { ok: true, key: `slack:${createHash("sha256").update(expected).digest("hex").slice(0, 40)}` };
}
