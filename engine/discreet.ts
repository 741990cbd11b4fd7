import type { Request } from "./provider.ts";

/** Shorter ones would be found in ordinary words. */
const shortest = 8;

/**
 * A CRM's refusal may repeat what was sent to it. What we know to be secret is taken out of such answers before anybody
 * reads, stores or shows their words; good answers are left as they are.
 */
export function discreet(request: Request, secrets: readonly (string | null | undefined)[]): Request {
  const known = secrets
    .filter((secret): secret is string => typeof secret === "string" && secret.length >= shortest)
    .flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])]);
  return async (outgoing) => {
    const answer = await request(outgoing);
    if (answer.status < 400 || known.length === 0) return answer;
    return { ...answer, body: known.reduce((body, secret) => body.replaceAll(secret, "(secret)"), answer.body) };
  };
}
