import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";
import { type SeenMessage, twoChats } from "../../fakes/two-chats.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 5s, share: 100 }
objects:
  contact: { match: [[email]], required: [email] }
roles: { operator: ["slack:U0OPERATOR"] }
`;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

/** Both connections healthy, and both chats watching. */
async function open() {
  const own = await bed({ yaml });
  beds.push(own);
  const chats = await twoChats(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  const seconds = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await own.clock.advance(1_000);
      await own.rest();
      await chats.look();
    }
  };
  await seconds(10);
  const alerts = () =>
    [chats.slack(), chats.teams()].map((messages) => messages.filter((one) => /Salesforce/.test(one.words)));
  const title = (write: boolean) => {
    const edit = { op: "set-permission", level: "field", field: "Title", read: true, write };
    own.schema("salesforce", "Contact", edit);
  };
  return { ...own, chats, desk: openDesk(own), seconds, alerts, title };
}

const one = (messages: readonly SeenMessage[] | undefined): SeenMessage => {
  const [only, ...others] = messages ?? [];
  if (only === undefined || others.length > 0) throw new Error(`${messages?.length ?? 0} messages instead of one`);
  return only;
};

describe("a revoked sign-in, as both chats show it (B5, M5)", () => {
  it("names what may have ended it with what speaks for it, the CRM's words, and how many sign-ins are known", async () => {
    const own = await open();

    own.fault("salesforce", "revoke-grant");
    await own.seconds(30);

    for (const messages of own.alerts()) {
      const { words, buttons } = one(messages);
      expect(words).toContain("Salesforce: signed out");
      expect(words).toContain(
        "Possibly the user's password was changed or has expired, or an admin or the user took back this app's access",
      );
      expect(words).toContain("It last worked ");
      expect(words.replaceAll("\n", "")).toContain("What changed in the day before: U1 signed in for Salesforce ");
      expect(words).toContain("expired access/refresh token (invalid_grant)");
      expect(words).toContain("1 known here, of about 5 that the CRM keeps");
      expect(Object.keys(buttons)).toContain("Reconnect");
    }
  });

  it("is green only after a call has worked, and tells who signed in and that what waited was sent", async () => {
    const own = await open();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(30);
    await own.write("insert into contacts (email, last_name) values ('ada@x.test', 'Ada'), ('bob@x.test', 'Bob')");
    await own.seconds(3);
    await (await own.signIn("salesforce")).confirm();
    await own.clock.advance(1_000);
    await own.engine.check();
    await own.chats.look();
    const before = own.alerts().map(one);

    await own.seconds(60);

    for (const { words } of before) {
      expect(words).toContain("Salesforce: signed in again, being checked");
      expect(words).toContain("2 changes are waiting to be sent");
    }
    for (const messages of own.alerts()) {
      const { words, buttons } = one(messages);
      expect(words).toContain("✅ Salesforce: signed in again by U1");
      expect(words).toContain("Reconnected by U1, and it works: work goes on from where it stopped.");
      expect(words).toContain("What waited has been worked off: 2 records were sent.");
      expect(buttons).toEqual({});
    }
  });

  it("tells in the same message which rights a lesser user lost, and turns green when they are read to be back", async () => {
    const own = await open();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(30);
    own.title(false);
    await (await own.signIn("salesforce")).confirm();
    await own.seconds(30);
    const lost = own.alerts().map(one);

    const early = await own.desk.pressId(lost[0]?.buttons["Check again"] ?? "none");
    own.title(true);
    const late = await own.desk.pressId(lost[1]?.buttons["Check again"] ?? "none");
    await own.seconds(30);
    const after = own.alerts().map(one);

    for (const { words } of lost) {
      expect(words).toContain("⚠️ Salesforce: signed in again by U1, with fewer rights");
      expect(words).toContain("Lost: contact title edit (Contact.Title).");
      expect(words).toContain("Edit on Contact.Title (field-level security)");
    }
    expect(early.card).toMatchObject({ kind: "rights", state: "missing", tone: "warning" });
    expect(late.card).toMatchObject({ kind: "rights", state: "complete", tone: "good" });
    for (const [at, { id, words, buttons }] of after.entries()) {
      expect(id).toBe(lost[at]?.id);
      expect(words).toContain("✅ Salesforce: signed in again by U1");
      expect(buttons).toEqual({});
    }
  });

  it("signs in twenty times again and no alert is ever shown, for no live grant is ended (M5)", async () => {
    const own = await open();

    for (let n = 0; n < 20; n += 1) {
      await (await own.signIn("salesforce")).confirm();
      await own.seconds(6);
    }

    expect(own.alerts()).toEqual([[], []]);
    expect((await own.engine.overview()).map((view) => view.health.state)).toEqual(["healthy", "healthy"]);
    expect(await own.engine.signIns.crowd("salesforce")).toEqual({ count: 1, most: 5, ends: [] });
  });

  it("writes not a byte after a sign-in at another org, and says which account is expected (A9, M5)", async () => {
    const own = await open();
    await own.write("insert into contacts (email, last_name) values ('ada@x.test', 'Ada')");
    await own.seconds(20);
    own.fault("salesforce", "revoke-grant");
    await own.seconds(30);
    await own.write("insert into contacts (email, last_name) values ('bob@x.test', 'Bob')");
    const writes = { salesforce: own.writes("salesforce").length, rows: await own.sql("select * from links") };

    const { finished } = await own.signIn("salesforce", "other");
    await own.seconds(30);

    expect(finished).toMatchObject({ ok: true, signIn: { status: "wrong_org" } });
    for (const messages of own.alerts()) {
      const { words, buttons } = one(messages);
      expect(words).toContain("Salesforce: signed in to another account");
      expect(words).toContain(
        "Somebody signed in at “Hillside Trading”, but this connection is synced with “Meadow Works”.",
      );
      expect(Object.keys(buttons)).toContain("Sign in again");
    }
    expect(own.writes("salesforce").length).toBe(writes.salesforce);
    expect(await own.sql("select * from links where connection = 'salesforce'")).toEqual(
      writes.rows.filter((row) => (row as { connection: string }).connection === "salesforce"),
    );
  });
});
