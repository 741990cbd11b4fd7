import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reading } from "../fakes/reading.ts";
import { type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";

const MINUTE = 60_000;

/** Half of Salesforce's limits for us, and roles by user groups. */
function changed(settings: string): string {
  return settings
    .replace("share: 100", "share: 50")
    .replace(/^ {2}viewer: .*$/m, '  viewer: ["slack-group:S0VIEWERS1"]')
    .replace(/^ {2}operator: .*$/m, '  operator: ["slack-group:S0OPERATOR"]')
    .replace(/^ {2}admin: .*$/m, '  admin: ["slack-group:S0ADMINS01"]');
}

/** Reached through a socket alone, with roles by user groups: each part begins where the one before ended. */
describe("the width over a socket", { timeout: 2 * MINUTE }, () => {
  let box: Sandbox;
  let look: ReturnType<typeof reading>;
  /** The same, of the channel in Teams. */
  let teams: ReturnType<typeof reading>;

  beforeAll(async () => {
    box = await startSandbox({ SLACK_APP_TOKEN: "xapp-1-A0CRMSYNC1-1-sandbox" });
    await box.daemon("stop");
    writeFileSync(box.info.config, changed(readFileSync(box.info.config, "utf8")));
    await box.daemon("start");
    look = reading(box);
    teams = reading({ ...box, messages: () => box.messages("teams") });
    await look.card(/Salesforce: the first sync is complete/, MINUTE);
  }, 2 * MINUTE);
  afterAll(() => box?.stop());

  it("answers commands and buttons, also after the daemon was restarted", async () => {
    const status = await said("viewer", "status");
    const refreshed = await box.press("viewer", status.id, "Refresh");

    await box.daemon("stop");
    await box.daemon("start");

    const again = await said("viewer", "status");
    const pressed = await box.press("viewer", again.id, "Show failures");
    for (const message of [status, again]) expect(look.words(message)).toMatch(/Salesforce: healthy/);
    expect([refreshed.ackStatus, pressed.ackStatus]).toEqual([200, 200]);
    expect(look.words(pressed.shown[0])).toMatch(/\d+ records failed/);
  });

  it("gives each user group its rights, and takes them within a minute of leaving", async () => {
    const may = async (user: string, text: string) => !/You may not do this/.test((await said(user, text)).text);
    const before = await Promise.all([
      may("stranger", "status"),
      may("viewer", "status"),
      may("viewer", "pause hubspot"),
      may("operator", "pause hubspot"),
      may("operator", "disconnect hubspot"),
      may("admin", "disconnect hubspot"),
    ]);

    const group = (name: string, user: string, what: "join" | "leave") =>
      box.ask("POST", "/slack/groups", { group: name, user, do: what });
    await group("crm-operators", "operator", "leave");
    await group("crm-viewers", "stranger", "join");
    await box.advance(MINUTE);
    await within(10_000, async () => ((await may("operator", "status")) ? null : true));
    const after = await Promise.all([may("operator", "pause hubspot"), may("stranger", "status")]);
    await group("crm-operators", "operator", "join");
    await box.advance(MINUTE);
    await within(10_000, async () => ((await may("operator", "pause hubspot")) ? true : null));

    expect(before).toEqual([false, true, false, true, false, true]);
    expect(after).toEqual([false, true]);
  });

  it("tells a daily limit in one message as it fills, lets only people through at our share, and loses nothing (A15, D3, E43)", async () => {
    const [id, other] = [look.wellRecord("contact"), look.wellRecord("contact", 1)];
    const fill = (used: number) => box.fault("salesforce", "daily-limit", { used, limit: 200_000 });
    const first = await fill(80_000);
    const near = await look.card(/Salesforce: 80 % of the API calls/);
    const nearInTeams = await teams.card(/Salesforce: 80 % of the API calls/);
    const second = await fill(95_100);
    await box.heal(first.id);
    const critical = await became(near.id, /Salesforce: 95 % of the API calls/);
    const criticalInTeams = await became(nearInTeams.id, /Salesforce: 95 % of the API calls/, teams);
    const third = await fill(100_000);
    await box.heal(second.id);
    const held = await became(near.id, /Salesforce: the API calls that we may make are used up/);

    box.write(`update contacts set title = 'Held back' where id in ('${id}', '${other}')`);
    await within(20_000, async () =>
      (await box.list("hubspot", "contacts", "jobtitle=Held%20back")).total === 2 ? true : null,
    );
    const waiting = (await box.list("salesforce", "Contact", "Title=Held%20back")).total;
    const [limits] = (await box.command("viewer", "limits salesforce")).shown;
    const { quota } = await box.calls("salesforce");
    await box.command("operator", `resync ${other}`);
    await within(20_000, async () =>
      (await box.list("salesforce", "Contact", "Title=Held%20back")).total === 1 ? true : null,
    );
    const [asked] = (await box.list("salesforce", "Contact", "Title=Held%20back")).records;
    await box.heal(third.id);
    await box.advance(11 * MINUTE);
    await within(20_000, async () =>
      (await box.list("salesforce", "Contact", "Title=Held%20back")).total === 2 ? true : null,
    );
    await look.turned();
    await box.advance(11 * MINUTE);

    const over = await became(near.id, /there are enough API calls again/);
    const overInTeams = await became(nearInTeams.id, /there are enough API calls again/, teams);
    expect(look.words(near)).toMatch(/too early to tell|They are used up at about/);
    for (const message of [near, nearInTeams])
      expect(look.words(message)).toMatch(/about 80,000 of the 100,000 that we may make; the CRM allows 200,000/);
    expect(critical.version).toBeGreaterThan(near.version);
    expect(criticalInTeams.version).toBeGreaterThan(nearInTeams.version);
    expect(look.words(criticalInTeams)).toContain("🔴");
    expect(look.words(held)).toMatch(/Only what people ask for still goes/);
    expect(waiting).toBe(0);
    expect(look.words(limits)).toContain(`${quota.daily?.used.toLocaleString("en-US")} of 200,000 calls used`);
    expect(look.words(limits)).toMatch(/100,000 calls \(a share of 50 %\), 0 left/);
    expect(asked?.id).toBe(look.linkOf("salesforce", "contact", other));
    expect((await look.channel(/Salesforce.*API calls/)).map((each) => each.id)).toEqual([over.id]);
    expect((await teams.channel(/Salesforce.*API calls/)).map((each) => each.id)).toEqual([overInTeams.id]);
  });

  /** What somebody is answered, once the daemon's socket stands. */
  function said(user: string, text: string) {
    return within(20_000, async () => (await box.command(user, text)).shown[0] ?? null);
  }

  /** The message, once it says so. */
  function became(id: string, about: RegExp, chat = look) {
    return within(30_000, async () => (await chat.channel(about)).find((each) => each.id === id) ?? null);
  }
});
