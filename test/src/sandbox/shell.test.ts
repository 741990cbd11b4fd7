import { afterEach, expect, it } from "vitest";
import type { ServiceRequest } from "../../../src/sandbox/service.ts";
import { type Shell, serve } from "../../../src/sandbox/shell.ts";

const open: Shell[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((shell) => shell.close()));
});

async function started(port = 0, answer: object = {}) {
  const seen: ServiceRequest[] = [];
  const handle = (request: ServiceRequest) => {
    seen.push(request);
    return { status: 201, headers: { "x-kind": "test" }, body: "señor", ...answer };
  };
  const shell = await serve({ handle }, port);
  open.push(shell);
  return { shell, seen };
}

it("hands requests over and answers back", async () => {
  const { shell, seen } = await started();

  const response = await fetch(`${shell.url}/a?b=1`, { method: "POST", body: "hello", headers: { "X-Mine": "2" } });

  expect([response.status, response.headers.get("x-kind"), await response.text()]).toEqual([201, "test", "señor"]);
  expect(seen[0]).toMatchObject({ method: "POST", path: "/a?b=1", body: "hello", origin: shell.url });
  expect(seen[0]?.headers["x-mine"]).toBe("2");
});

it("takes another port when the wanted one is taken", async () => {
  const { shell: first } = await started();

  const { shell: second } = await started(Number(new URL(first.url).port));

  expect(second.url).not.toBe(first.url);
  expect((await fetch(second.url)).status).toBe(201);
});

it("closes the connection without an answer when the answer is dropped", async () => {
  const { shell, seen } = await started(0, { drop: true });

  const outcome = await fetch(shell.url).catch(() => "no answer");

  expect(outcome).toBe("no answer");
  expect(seen).toHaveLength(1);
});

it("refuses a body that is too long", async () => {
  const { shell, seen } = await started();

  const response = await fetch(shell.url, { method: "POST", body: "x".repeat(7 * 1024 * 1024) }).catch(() => null);

  expect(response?.status ?? 413).toBe(413);
  expect(seen).toHaveLength(0);
});
