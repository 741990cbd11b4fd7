import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { Engine, Hint, Log } from "../../../engine/index.ts";
import { createHttp } from "../../../src/http.ts";
import { createDoors } from "../../../src/webhooks/doors.ts";
import { signatureOf } from "../../../src/webhooks/signature.ts";
import { bedConfig } from "../../fakes/bed-config.ts";

export const PUBLIC = "https://crmsync.example/base";
export const NOW = Date.UTC(2026, 10, 21, 10);
export const PATH_SECRET = "a".repeat(30);

const yaml = `connections:
  salesforce: { provider: salesforce }
  hubspot: { provider: hubspot }
`;

export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real server with the real doors; the engine only notes which hints it was given. */
export async function openDoors(text = yaml, change: (config: ReturnType<typeof bedConfig>) => object = () => ({})) {
  const config = bedConfig(text, { PUBLIC_URL: PUBLIC });
  const env = { ...config.env, ...change(config) };
  const hints: Hint[] = [];
  const lines: string[] = [];
  const log: Log = (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  let nudges = 0;
  let now = NOW;
  const engine = {
    hint: async (hint: Hint) => {
      hints.push(hint);
      return hint.account === "48213001" ? (hint.types?.length ?? 1) : 0;
    },
  } satisfies Pick<Engine, "hint">;
  const onHint = () => {
    nudges += 1;
  };
  const settings = env.pipedriveWebhook ? withPipedrive(config.settings) : config.settings;
  const doors = createDoors({ engine, settings, env, now: () => now, onHint, log });
  const http = createHttp({
    engine: engine as unknown as Engine,
    routes: [],
    webhooks: async (path) => doors(path),
    metrics: () => Promise.reject(new Error("no metrics here")),
    log,
    ready: () => true,
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    hints,
    lines,
    nudges: () => nudges,
    advance: (ms: number) => {
      now += ms;
    },
    send: async ({ path = "/webhooks/hubspot", method = "POST", body = "", headers = {} }: Sent) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { ...headers, connection: "close" },
        ...(method === "GET" ? {} : { body }),
      });
      return { status: response.status, text: await response.text() };
    },
    close: () => new Promise((resolve) => http.close(resolve)),
  };
}

/** The program knows the provider by name only; its door needs no more. */
function withPipedrive(settings: ReturnType<typeof bedConfig>["settings"]) {
  const [first] = settings.connections;
  if (!first) throw new Error("no connection");
  return {
    ...settings,
    connections: [...settings.connections, { ...first, name: "pipes", provider: "pipedrive" } as const],
  };
}

interface Signing {
  readonly at?: number;
  readonly path?: string;
  readonly secret?: string;
  readonly uri?: string;
}

/** As HubSpot signs it. */
export function signed(
  body: string,
  { at = NOW, path = "/webhooks/hubspot", secret = "app-secret", uri }: Signing = {},
): Sent {
  const signature = signatureOf(
    { method: "POST", uri: uri ?? `${PUBLIC}${path}`, body: Buffer.from(body) },
    String(at),
    secret,
  );
  return {
    path,
    body,
    headers: {
      "x-hubspot-signature-v3": signature,
      "x-hubspot-request-timestamp": String(at),
      "content-type": "application/json",
    },
  };
}

export const event = (more: object = {}) => ({
  eventId: 100,
  subscriptionId: 1234,
  portalId: 48213001,
  appId: 98765,
  occurredAt: NOW,
  subscriptionType: "contact.propertyChange",
  attemptNumber: 0,
  objectId: 123,
  propertyName: "email",
  propertyValue: `${createHash("sha256").update("x").digest("hex").slice(0, 6)}@secret.example`,
  ...more,
});
