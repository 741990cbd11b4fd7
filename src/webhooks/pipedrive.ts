import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Hint } from "../../engine/index.ts";
import type { PipedriveWebhookEnv } from "../config/types.ts";

/** Webhooks v2: what changed stands in `meta`; merges come as a delete and a change, which are hints like any other. */
const event = z.object({
  meta: z.object({
    entity: z.string().max(40),
    company_id: z.union([z.number().int(), z.string().max(40)]),
    version: z.literal("2.0"),
  }),
});

const types: Readonly<Record<string, string>> = {
  person: "persons",
  organization: "organizations",
  deal: "deals",
  lead: "leads",
  activity: "activities",
  // Notes are activities of ours.
  note: "activities",
  user: "users",
};

/** null = not an event of version 2. */
export function pipedriveHint(body: unknown): Hint | null {
  const read = event.safeParse(body);
  if (!read.success) return null;
  const { entity, company_id: company } = read.data.meta;
  return { provider: "pipedrive", account: String(company), types: [types[entity] ?? entity] };
}

/** Whether the last part of the address is ours; compared so that its time tells nothing. */
export function isOurPath(part: string, { secret }: PipedriveWebhookEnv): boolean {
  return same(part, secret);
}

/** Whether the basic authentication is ours. */
export function isOurLogin(authorization: string | undefined, { user, password }: PipedriveWebhookEnv): boolean {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  return given !== undefined && same(Buffer.from(given, "base64").toString("utf8"), `${user}:${password}`);
}

function same(given: string, own: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return own !== "" && timingSafeEqual(digest(given), digest(own));
}
