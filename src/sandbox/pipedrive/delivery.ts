import type { Pipedrive } from "./ask.ts";
import type { Company, Delivery } from "./company.ts";

/** How long after each failed try the next one comes; after the last there is none. */
const retryMs = [3000, 30_000, 150_000] as const;
const mostFailures = 10;
const banMs = 30 * 60_000;
const silenceMs = 3 * 86_400_000;

/** Sends one webhook; answers the status, or null when nobody answered within ten seconds. */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number | null>;

/** The events that are due now, oldest first; each is taken out and must be settled. */
export function takeDue(crm: Pipedrive): readonly { readonly company: Company; readonly delivery: Delivery }[] {
  const now = crm.world.now();
  return [...crm.companies.values()].flatMap((company) => {
    const due = company.deliveries.filter((one) => one.dueAt <= now);
    for (const one of due) company.deliveries.splice(company.deliveries.indexOf(one), 1);
    return due.map((delivery) => ({ company, delivery }));
  });
}

/**
 * What Pipedrive makes of an answer: any 2xx is good; otherwise it tries again after 3, 30 and 150 s. Ten first tries
 * that failed bring a ban of half an hour, in which events are lost; three days without success end the webhook.
 */
function settle(crm: Pipedrive, company: Company, delivery: Delivery, status: number | null): void {
  const now = crm.world.now();
  const { webhook } = delivery;
  webhook.lastStatus = status;
  webhook.lastTriedAt = now;
  if (status !== null && status >= 200 && status < 300) {
    webhook.lastSuccessAt = now;
    return;
  }
  if (delivery.attempt === 1) webhook.failures += 1;
  if (webhook.failures >= mostFailures) {
    webhook.failures = 0;
    webhook.bannedUntil = now + banMs;
  }
  if (now - webhook.lastSuccessAt >= silenceMs && company.webhooks.includes(webhook))
    company.webhooks.splice(company.webhooks.indexOf(webhook), 1);
  const wait = retryMs[delivery.attempt - 1];
  if (wait === undefined || !company.webhooks.includes(webhook)) return;
  const attempt = delivery.attempt + 1;
  const payload = { ...delivery.payload, meta: { ...delivery.payload.meta, attempt } };
  company.deliveries.push({ ...delivery, payload, attempt, dueAt: now + wait });
}

/** Sends everything that is due, in order. */
export async function deliver(crm: Pipedrive, post: Post): Promise<void> {
  for (const { company, delivery } of takeDue(crm)) {
    const body = JSON.stringify(delivery.payload);
    settle(crm, company, delivery, await post(delivery.webhook.url, delivery.headers, body));
  }
}
