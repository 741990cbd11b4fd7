import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, expect, it } from "vitest";
import { type Shell, serve } from "../../../src/sandbox/shell.ts";
import { deliver } from "../../../src/sandbox/teams/delivery.ts";
import { rotateKeys } from "../../../src/sandbox/teams/keys.ts";
import { APP, type Tenant, tenant } from "./teams-tenant.ts";

const shells: Shell[] = [];
afterEach(async () => {
  for (const one of shells.splice(0)) await one.close();
});

async function published(all: Tenant) {
  const shell = await serve(all.teams, 0);
  shells.push(shell);
  const metadata = await (await fetch(`${shell.url}/teams/openid/.well-known/openidconfiguration`)).json();
  return { metadata, keys: () => createRemoteJWKSet(new URL(metadata.jwks_uri)) };
}

const tokenOf = (all: Tenant, at: number) => all.received[at]?.headers.authorization?.replace("Bearer ", "") ?? "";

it("signs what it sends with the key that it publishes, for this bot and this service", async () => {
  const all = tenant();
  const { metadata, keys } = await published(all);

  await deliver(all.teams, all.wire, { type: "message" });
  const checked = await jwtVerify(tokenOf(all, 0), keys(), {
    issuer: metadata.issuer,
    audience: APP,
    clockTolerance: 300,
  });

  expect(checked.protectedHeader.alg).toBe("RS256");
  expect(checked.payload).toMatchObject({
    iss: "https://api.botframework.com",
    serviceurl: "http://127.0.0.1:4004/teams/connector/",
  });
  expect(Number(checked.payload.exp) - Number(checked.payload.nbf)).toBe(3600);
});

it("publishes the old key no more once another signs", async () => {
  const all = tenant();
  const { keys } = await published(all);
  await deliver(all.teams, all.wire, { type: "message" });

  rotateKeys(all.teams.state.keys);
  await deliver(all.teams, all.wire, { type: "message" });

  await expect(jwtVerify(tokenOf(all, 0), keys(), { clockTolerance: 300 })).rejects.toThrow("no applicable key");
  await expect(jwtVerify(tokenOf(all, 1), keys(), { clockTolerance: 300 })).resolves.toMatchObject({
    payload: { aud: APP },
  });
});
