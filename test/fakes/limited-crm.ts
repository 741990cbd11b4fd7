import type { HttpRequest, Request } from "../../engine/provider.ts";
import { hubspot } from "../../engine/providers/hubspot/index.ts";
import { createThrottle } from "../../engine/throttle.ts";
import { crmControl } from "../../src/sandbox/crm/control.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { hubspotService } from "../../src/sandbox/hubspot/hubspot.ts";
import { createHubspot } from "../../src/sandbox/hubspot/state.ts";
import { seeded } from "./bed.ts";
import { handClock } from "./ports.ts";

const origin = "http://127.0.0.1:4002";

/** A throttle before the simulated HubSpot: no socket, one clock, answers that take 20 to 220 ms each way. */
export async function limitedCrm(share: number, limits: { readonly limit: number; readonly windowMs: number }) {
  const clock = handClock();
  const random = seeded(3);
  const board = faultBoard({ now: clock.wall, random });
  const logs = new Map();
  const clients = [{ id: "app", secret: "app-secret" }];
  const crm = createHubspot({ world: { now: clock.wall, random }, board, logs, clients, records: "empty" });
  const service = hubspotService(crm);
  const handle = (asked: HttpRequest) =>
    service.handle({ ...asked, path: asked.url.slice(origin.length), body: asked.body ?? "", origin });
  const control = (method: string, path: string, body: object | null = null) => {
    const text = body === null ? "" : JSON.stringify(body);
    const answer = crmControl(
      { board, logs, crms: [crm] },
      { method, path: `/_sandbox/${path}`, headers: {}, body: text, origin },
    );
    return JSON.parse(answer?.body || "null");
  };

  const app = {
    clientId: "app",
    clientSecret: "app-secret",
    redirectUri: "http://127.0.0.1:3000/oauth/callback",
    loginUrl: origin,
    apiUrl: origin,
  };
  const allowed = handle({
    method: "POST",
    url: hubspot.authorizeUrl(app, "state", null),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "account=main&press=allow",
  });
  const code = new URL(allowed.headers.location ?? "http://nowhere.invalid").searchParams.get("code") ?? "";
  const token = await hubspot.exchange(app, code, null, async (asked) => handle(asked));
  control("POST", "faults", { service: "hubspot", fault: "burst-limit", ...limits });

  const jitter = () => 20 + random() * 200;
  const request: Request = async (asked) => {
    await clock.sleep(jitter());
    const answer = handle(asked);
    await clock.sleep(jitter());
    return answer;
  };
  const throttle = createThrottle({
    limits: hubspot.limits,
    observe: hubspot.observe,
    share,
    request,
    clock,
    allow: () => true,
  });
  const headers = { authorization: `Bearer ${token.accessToken}` };
  return {
    clock,
    throttle,
    read: (lane: Parameters<typeof throttle.via>[0]) =>
      throttle.via(lane)({ method: "GET", url: `${origin}/crm/v3/objects/contacts?limit=1`, headers, body: null }),
    /** When the CRM counted each call for records, in milliseconds since the start. */
    counted: (): { at: readonly number[]; refused: number } => {
      const told: { calls: { at: number; path: string }[]; refused429: number } = control(
        "GET",
        "calls?service=hubspot",
      );
      const start = clock.wall() - clock.mono();
      const at = told.calls.filter((call) => call.path.includes("/objects/")).map((call) => call.at - start);
      return { at, refused: told.refused429 };
    },
  };
}
