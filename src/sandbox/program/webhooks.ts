import { Unknown } from "../chat/asked.ts";
import { isActivity } from "../hubspot/activity-types.ts";
import { objectTypes } from "../hubspot/object-types.ts";
import type { Hubspot } from "../hubspot/state.ts";
import { type Subscription, subscribe, takeDeliveries } from "../hubspot/webhooks.ts";

/** Sends what HubSpot tells its apps. Nothing is sent until somebody subscribes. */
export interface Webhooks {
  /** `POST {url?, types?}` begins, `DELETE` ends, `GET` tells what was sent. */
  control(method: string, body: Readonly<Record<string, unknown>>): unknown;
  stop(): void;
}

const LOOK_MS = 250;

/** `usualUrl` = where the sandbox's own daemon takes them. */
export function hubspotWebhooks(crm: Hubspot, usualUrl: () => string): Webhooks {
  // HubSpot tells nobody of activities.
  const all = objectTypes.map((type) => type.name).filter((name) => !isActivity(name));
  const statuses: number[] = [];
  let own: Subscription | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;

  async function look(): Promise<void> {
    if (own === null) return;
    for (const { url, method, headers, body } of takeDeliveries(crm, own)) {
      const signal = AbortSignal.timeout(5_000);
      // What nobody takes is lost: the daemon finds it by looking.
      const status = await fetch(url, { method, headers, body, redirect: "manual", signal }).then(
        (answer) => answer.status,
        () => 0,
      );
      statuses.push(status);
    }
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    own = null;
  }

  return {
    stop,
    control(method, body) {
      if (method === "POST") {
        const { url = usualUrl(), types = all } = body;
        if (typeof url !== "string" || !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url))
          throw new Unknown("url must be an address of this machine, e.g. http://127.0.0.1:3000/webhooks/hubspot");
        if (!Array.isArray(types) || types.some((type) => !all.includes(type)))
          throw new Unknown(`types must be a list of: ${all.join(", ")}`);
        stop();
        own = subscribe(crm, url, types);
        timer = setInterval(() => void look(), LOOK_MS).unref();
      } else if (method === "DELETE") stop();
      else if (method !== "GET") throw new Unknown("known: GET, POST {url?, types?}, DELETE");
      return {
        url: own?.targetUrl ?? null,
        types: own?.types ?? [],
        sent: statuses.length,
        statuses: statuses.slice(-50),
      };
    },
  };
}
