import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { openEngine } from "../../../engine/index.ts";
import { createApi } from "../../../src/api/index.ts";
import { createHttp } from "../../../src/http.ts";
import { machineClock, machinePorts } from "../../../src/ports.ts";
import { sandboxSettings } from "../../../src/sandbox/program/settings.ts";
import { temporaryFile } from "../../fakes/bed.ts";
import { bedConfig } from "../../fakes/bed-config.ts";
import { tokens } from "./rig.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const plain = { direction: "both", behaviour: "overwrite", default: null, references: null, remote: {} } as const;

/** A workspace with events besides what the sandbox has. */
async function start() {
  const { settings } = bedConfig(sandboxSettings());
  const event = {
    match: [],
    required: [],
    doNotSync: null,
    delete: "never",
    fields: {
      name: { ...plain, type: "string" },
      email: { ...plain, type: "email" },
      at: { ...plain, type: "datetime" },
    },
  } as const;
  const log = () => {};
  const engine = await openEngine({
    settings: { ...settings, objects: { ...settings.objects, event } },
    databaseUrl: temporaryFile(),
    secret: "a secret of at least thirty-two characters",
    ports: machinePorts(
      machineClock(() => 0),
      log,
    ),
    owner: "worker-1",
    isDead: () => false,
  });
  const list = [{ name: "shop", role: "operator", token: tokens.operator }] as const;
  const api = createApi({ engine, now: Date.now, tokens: list, log });
  const http = createHttp({
    engine,
    routes: [],
    metrics: () => Promise.reject(new Error("not asked for")),
    log,
    ready: () => true,
    api: async () => api,
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  closing.push(
    () => new Promise((resolve) => http.close(resolve)),
    () => engine.close(),
  );
  const { port } = http.address() as AddressInfo;
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.operator}`, connection: "close" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: await answer.json() };
  };
}

it("notes an event of the workspace once, however often it is sent with its id", async () => {
  const ask = await start();
  const fields = { name: "signed_up", email: "ada@x.test", at: "2026-11-21T10:00:00+01:00" };

  const first = await ask("POST", "/v1/events", { id: "e1", fields });
  const again = await ask("POST", "/v1/events", { id: "e1", fields });
  const other = await ask("POST", "/v1/events", { fields });
  const wrong = await ask("POST", "/v1/events", { fields: { ...fields, at: "yesterday" } });
  const listed = await ask("GET", "/v1/records/event");
  const document = await ask("GET", "/v1/openapi.json");

  expect([first.status, again.status, other.status, wrong.status]).toEqual([201, 200, 201, 400]);
  expect(wrong.body.error).toMatchObject({ code: "VALUE_WRONG", field: "at" });
  expect(listed.body.records.map((one: { fields: object }) => one.fields)).toEqual([
    { ...fields, at: "2026-11-21T09:00:00.000Z" },
    { ...fields, at: "2026-11-21T09:00:00.000Z" },
  ]);
  expect(document.body.paths["/v1/events"].post.operationId).toBe("note_event");
});
