/** How often we look whether webhooks are due; ms. */
const LOOK_MS = 250;
/** So long Pipedrive waits for an answer. */
const PATIENCE_MS = 10_000;

/** Sends one webhook; null = nobody answered. */
export async function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

/** Sends the webhooks of the simulated services as long as the sandbox runs, one round after the other. */
export function postman(services: { deliverWebhooks(): Promise<void> }): { stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const round = async () => {
    await services.deliverWebhooks();
    if (!stopped) timer = setTimeout(round, LOOK_MS).unref();
  };
  timer = setTimeout(round, LOOK_MS).unref();
  return {
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
