import { afterEach, describe, expect, it } from "vitest";
import { type BedOptions, bed, type CrmName, until } from "../fakes/bed.ts";

const MINUTE = 60_000;
const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

/** Many accounts of HubSpot, whose sign-in refuses every token while `ill`, and those in `revoked` for good. */
async function many(count: number) {
  const names = Array.from({ length: count }, (_, at) => `hub${at}`);
  const state = { ill: false, revoked: new Set<string>() };
  const owners = new Map<string, string>();
  const refusal = {
    status: 400,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status: "BAD_REFRESH_TOKEN", message: "missing or invalid refresh token" }),
  };
  const expired = {
    status: 401,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status: "error", message: "The token is expired", category: "EXPIRED_AUTHENTICATION" }),
  };
  const between: BedOptions["between"] = (_crm, asked, answer) => {
    const form = new URLSearchParams(asked.body ?? "");
    const isToken = asked.url.endsWith("/token");
    const token = isToken ? (form.get("refresh_token") ?? "") : (asked.headers.authorization ?? "").slice(7);
    const refused = state.ill || state.revoked.has(owners.get(token) ?? "");
    return refused && owners.has(token) ? (isToken ? refusal : expired) : answer;
  };
  const lines = names.map((name) => `  ${name}: { provider: hubspot, objects: [contact], poll: 60s, export: false }`);
  const own = await bed({ yaml: `workspace: test\nconnections:\n${lines.join("\n")}\n`, between });
  beds.push(own);
  for (const name of names) {
    const before = new Set(own.hubspot.oauth.access.keys());
    await (await own.signIn(name as CrmName, "main", "U1", "slack", "hubspot")).confirm();
    for (const [token, { grant }] of own.hubspot.oauth.access) {
      if (before.has(token)) continue;
      owners.set(token, name);
      owners.set(grant.refreshToken, name);
    }
  }
  const seen = new Map<string, string>();
  const minutes = async (times: number, stepMs = MINUTE) => {
    for (let left = times * MINUTE; left > 0; left -= stepMs) {
      await own.clock.advance(stepMs);
      await until(own.clock, own.engine.tick());
      await until(own.clock, own.engine.check());
      for (const { id, kind, connection } of await own.engine.openIncidents()) seen.set(id, `${kind} ${connection}`);
    }
  };
  const told = (kind: string) => [...seen.values()].filter((each) => each.startsWith(kind));
  return { ...own, names, state, minutes, told };
}

describe("an outage of sign-in (M4)", () => {
  it("of 65 minutes asks nobody to sign in, is told once, and is over by itself", async () => {
    const own = await many(3);
    await own.minutes(2);

    own.state.ill = true;
    await own.minutes(65);
    const during = await own.engine.openIncidents();
    own.state.ill = false;
    await own.minutes(5);

    expect(own.told("sign_in_needed")).toEqual([]);
    expect(during).toHaveLength(1);
    expect(own.told("provider_outage")).toHaveLength(1);
    expect(await own.engine.openIncidents()).toEqual([]);
  });

  it("with one real revocation among fifty asks for that one alone, and only after the outage has ended", async () => {
    const own = await many(50);
    await own.minutes(2);

    own.state.ill = true;
    await own.minutes(10);
    own.state.revoked.add("hub17");
    await own.minutes(55);
    const during = own.told("sign_in_needed");
    own.state.ill = false;
    await own.minutes(8);

    expect(during).toEqual([]);
    expect(own.told("sign_in_needed")).toEqual(["sign_in_needed hub17"]);
    expect(own.told("provider_outage")).toHaveLength(1);
    expect((await own.engine.openIncidents()).map((one) => one.kind)).toEqual(["sign_in_needed"]);
  });
});
