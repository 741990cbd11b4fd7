import { z } from "zod";
import type { Hint } from "../../engine/index.ts";
import { type Signed, type Verdict, verdictOf, windowMs } from "./signature.ts";

/** A batch has at most 100 events. */
const events = z.array(
  z.object({
    portalId: z.union([z.number().int(), z.string().max(40)]),
    subscriptionType: z.string().max(100),
    objectTypeId: z.string().max(40).optional(),
  }),
);

/** The first word of a subscription ("contact.creation"), and the object type ids of those that begin with "object". */
const types: Readonly<Record<string, string>> = {
  contact: "contacts",
  company: "companies",
  deal: "deals",
  lead: "leads",
  "0-1": "contacts",
  "0-2": "companies",
  "0-3": "deals",
  "0-136": "leads",
};

/** What a batch is about: one hint for each portal. null = not a batch of HubSpot's. */
export function hubspotHints(body: unknown): readonly Hint[] | null {
  const read = events.safeParse(body);
  if (!read.success) return null;
  const portals = new Map<string, Set<string>>();
  for (const { portalId, subscriptionType, objectTypeId } of read.data) {
    const [kind = ""] = subscriptionType.split(".");
    const named = kind === "object" ? (objectTypeId ?? "") : kind;
    const portal = portals.get(String(portalId)) ?? new Set();
    portals.set(String(portalId), portal.add(types[named] ?? named));
  }
  return [...portals].map(([account, named]) => ({ provider: "hubspot", account, types: [...named] }));
}

/** Remembers what it let pass for as long as it would let it pass again. */
export function createGate(secret: string, now: () => number): (signed: Signed) => Verdict | "again" {
  const seen = new Map<string, number>();
  return (signed) => {
    const verdict = verdictOf(signed, secret, now());
    if (verdict !== "good") return verdict;
    for (const [signature, at] of seen) {
      if (now() - at <= 2 * windowMs && seen.size <= mostSeen) break;
      seen.delete(signature);
    }
    const signature = String(signed.headers["x-hubspot-signature-v3"]);
    if (seen.has(signature)) return "again";
    seen.set(signature, now());
    return "good";
  };
}

/** Far more than HubSpot sends in the time. */
const mostSeen = 20_000;
