import { expect, it } from "vitest";
import type { Make } from "./crm-rig.ts";
import { troubleIn } from "./writes.ts";

/** OAuth and identity: who is who, and what a refused sign-in means. */
export function signInContract(make: Make): void {
  it("trades a code for a token and refreshes it", async () => {
    const { provider, app, token, request } = await make();

    const next = await provider.refresh(app, token, request);

    expect(token.refreshToken).not.toBeNull();
    expect(next.accessToken).not.toBe(token.accessToken);
    expect(next.refreshToken).toBe(token.refreshToken);
    expect(next.instanceUrl).toBe(token.instanceUrl);
  });

  it("takes a code once", async () => {
    const { provider, app, consent, request } = await make();
    const verifier = provider.pkce ? "another-verifier-of-enough-characters-012345678" : null;
    const code = consent("main", verifier);

    await provider.exchange(app, code, verifier, request);
    const again = await troubleIn(provider.exchange(app, code, verifier, request));

    expect(again?.reason).toBe("AUTH_GRANT_REVOKED");
  });

  it("tells a revoked grant from wrong app credentials and from an outage", async () => {
    const { provider, app, token, request, fault } = await make();

    const wrong = await troubleIn(provider.refresh({ ...app, clientSecret: "no" }, token, request));
    fault("outage", { times: 1 });
    const down = await troubleIn(provider.refresh(app, token, request));
    fault("html-error", { times: 1 });
    const page = await troubleIn(provider.refresh(app, token, request));
    await provider.revoke(app, token, request);
    const revoked = await troubleIn(provider.refresh(app, token, request));

    expect([wrong, down, page, revoked].map((trouble) => trouble?.reason)).toEqual([
      "AUTH_CLIENT_INVALID",
      "PROVIDER_DOWN",
      "PROVIDER_DOWN",
      "AUTH_GRANT_REVOKED",
    ]);
  });

  it("revokes what is revoked already", async () => {
    const { provider, app, token, request } = await make();
    await provider.revoke(app, token, request);

    const again = await troubleIn(provider.revoke(app, token, request));

    expect(again).toBeNull();
  });

  it("knows the account and the person, and one account from another", async () => {
    const { connect, signIn } = await make();

    const main = await connect().identity();
    const other = await connect({ token: await signIn("other") }).identity();

    expect(main.id).not.toBe("");
    expect(other.id).not.toBe(main.id);
    expect(main.name).not.toBe("");
    expect(main.user).toContain("@");
    expect(main.scopes.length).toBeGreaterThan(1);
  });

  it("puts no token and no secret into an address", async () => {
    const { provider, app, token, connect, request, requests } = await make();
    await connect().identity();
    await connect().describe("contact");
    await provider.refresh(app, token, request);

    const addresses = requests.map(({ url }) => url).join("\n");

    for (const secret of [token.accessToken, token.refreshToken ?? "", app.clientSecret]) {
      expect(addresses).not.toContain(secret);
      expect(addresses).not.toContain(encodeURIComponent(secret));
    }
  });
}
