import type { ServiceRequest, ServiceResponse } from "../../../src/sandbox/service.ts";
import { signedOut } from "./page-teams-cards.ts";

/** A sandbox as the page sees it: what was posted to it, and what it shows. */
export interface Stub {
  readonly posted: { readonly path: string; readonly body: unknown }[];
  readonly channel: Record<string, unknown>[];
  readonly own: Record<string, unknown>[];
  /** The dialog that is open. */
  view: unknown;
  /** What becomes of it with the next post. */
  next: unknown;
  /** Whether the sandbox has Teams at all. */
  present: boolean;
  reset(): void;
  answer(request: ServiceRequest): ServiceResponse;
}

const AT = Date.UTC(2026, 10, 21, 9, 30);

export function message(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const standing = { id, thread: null, channel: "crm-alerts", private: false, from: null, text: "" };
  return { ...standing, cards: [], files: [], version: 1, at: AT + Number(id) * 1000, ...more };
}

export function stubSandbox(): Stub {
  const stub: Stub = {
    posted: [],
    channel: [],
    own: [],
    view: null,
    next: null,
    present: true,
    reset() {
      stub.posted.length = 0;
      stub.channel.splice(0, stub.channel.length, message("1", { cards: [signedOut], version: 2 }));
      stub.channel.push(message("2", { thread: "1", text: "09:14 operator is told." }));
      stub.own.length = 0;
      stub.view = null;
      stub.next = null;
      stub.present = true;
    },
    answer(request) {
      const path = request.path.replace(/^\/_sandbox/, "");
      if (request.method === "GET") return json(read(stub, path));
      stub.posted.push({ path, body: JSON.parse(request.body) });
      stub.view = path === "/teams/close" ? null : stub.next;
      return json({ ackStatus: 200, ackMs: 3, shown: [], view: stub.view });
    },
  };
  return stub;
}

function read(stub: Stub, path: string): unknown {
  if (path === "") return overview(stub.present);
  if (path === "/workspace") return { counts: { contacts: 1200 } };
  if (path === "/teams/channels/crm-alerts/all") return stub.channel;
  if (path === "/teams/users/operator/messages") return stub.own;
  if (path === "/teams/users/operator/view") return stub.view;
  if (path.startsWith("/salesforce/records")) return { total: 0, records: [] };
  if (path.startsWith("/calls")) return { calls: [], refused429: 0, quota: { burst: null, daily: null } };
  if (path.endsWith("/view")) return null;
  return [];
}

function overview(teams: boolean) {
  return {
    daemon: "http://127.0.0.1:1",
    state: "running",
    trouble: null,
    pid: 1,
    database: "",
    channels: { slack: ["crm-sync"], ...(teams ? { teams: ["crm-alerts", "sales-ops"] } : {}) },
    users: {},
    offsetMs: 0,
  };
}

function json(body: unknown): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
