import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reading } from "../fakes/reading.ts";
import { type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";
import { digests } from "./width-digest.ts";

const MINUTE = 60_000;

const TYPES = [
  ["salesforce", "Account", "account"],
  ["hubspot", "companies", "account"],
  ["salesforce", "Contact", "contact"],
  ["hubspot", "contacts", "contact"],
  ["salesforce", "Opportunity", "deal"],
  ["hubspot", "deals", "deal"],
  ["salesforce", "Lead", "lead"],
] as const;

/** A day of somebody in revenue operations, on real processes: each part begins where the one before ended. */
describe("the width", { timeout: 2 * MINUTE }, () => {
  let box: Sandbox;
  let look: ReturnType<typeof reading>;
  /** The same, of the channel in Teams. */
  let teams: ReturnType<typeof reading>;

  beforeAll(async () => {
    box = await startSandbox();
    look = reading(box);
    teams = reading({ ...box, messages: () => box.messages("teams") });
    await box.settled();
    // What came before its parent is read again for a while, until it stands as failed.
    await within(MINUTE, async () =>
      look.count("outcomes where outcome = 'waiting' and direction = 'inbound'") === 0 ? true : null,
    );
    // And what was taken in after all is sent to the other CRM.
    await box.settled();
  }, 3 * MINUTE);
  afterAll(() => box?.stop());

  it("syncs every object at first, for at least twelve reasons, with counts that add up to the CRMs' own", async () => {
    const reasons = box.sql<{ reason: string }>("select distinct reason from outcomes").map((row) => row.reason);
    const [answer] = (await box.command("viewer", "status")).shown;
    const totals = await Promise.all(TYPES.map(([crm, type]) => box.list(crm, type, "limit=1")));

    expect(reasons.length).toBeGreaterThanOrEqual(12);
    for (const [n, [connection, , object]] of TYPES.entries()) {
      const total = totals[n]?.total ?? 0;
      const linked = look.count(`links where connection = '${connection}' and object = '${object}'
        and deleted_in_crm = 0`);
      const left = look.count(`outcomes o where connection = '${connection}' and object = '${object}'
        and direction = 'inbound' and not exists (select 1 from links l where l.connection = o.connection
        and l.object = o.object and l.external_id = o.subject)`);
      expect([connection, object, linked + left]).toEqual([connection, object, total]);
      expect(look.words(answer)).toContain(`${total.toLocaleString("en-US")} known`);
    }
  });

  it("sends an UPDATE of a deal to both CRMs", async () => {
    const id = look.wellRecord("deal");

    box.write(`update deals set amount = 4711.5 where id = '${id}'`);

    await within(20_000, async () => {
      const there = await box.list("salesforce", "Opportunity", "Amount=4711.5");
      const here = await box.list("hubspot", "deals", "amount=4711.5");
      return there.total === 1 && here.total === 1 ? true : null;
    });
  });

  it("brings a deal of a HubSpot company into Salesforce, under the account that is the same company", async () => {
    const [company] = box.sql<{ hubspot: string; salesforce: string }>(
      `select h.external_id as hubspot, s.external_id as salesforce from links h join links s on s.object = h.object
       and s.record_id = h.record_id and s.connection = 'salesforce' where h.connection = 'hubspot' and h.object = 'account'
       order by h.external_id limit 1 offset 5`,
    );

    await box.create("hubspot", "deals", {
      dealname: "Width of the road",
      amount: "4712",
      dealstage: "Prospecting",
      pipeline: "default",
      closedate: "2027-03-01T00:00:00.000Z",
      hs_primary_associated_company: company?.hubspot,
    });

    const [there] = await within(20_000, async () => {
      const { records } = await box.list("salesforce", "Opportunity", "Name=Width%20of%20the%20road");
      return records.length > 0 ? records : null;
    });
    expect(there?.fields).toMatchObject({ AccountId: company?.salesforce, Amount: 4712, StageName: "Prospecting" });
  });

  it("leaves a lead alone once it is converted, and keeps what is known of it", async () => {
    const id = look.wellRecord("lead");
    const before = box.sql(`select * from leads where id = '${id}'`);
    const externalId = look.linkOf("salesforce", "lead", id);

    const { fields } = await box.convert(externalId);

    await within(20_000, async () =>
      look.count(`outcomes where reason = 'SKIP_CONVERTED' and subject = '${externalId}'`) === 1 ? true : null,
    );
    await within(20_000, async () =>
      look.count(`links where connection = 'salesforce' and external_id in ('${fields.ConvertedAccountId}',
        '${fields.ConvertedContactId}', '${fields.ConvertedOpportunityId}')`) === 3
        ? true
        : null,
    );
    expect(box.sql(`select * from leads where id = '${id}'`)).toEqual(before);
    await box.settled();
  });

  it("answers the same in chat and in the terminal, and nothing to strangers", async () => {
    const verbs = [
      ["viewer", "runs"],
      ["viewer", "limits"],
      ["viewer", "digest"],
      ["viewer", "failures"],
      ["viewer", "diagnose hubspot"],
      ["operator", "doctor"],
    ] as const;

    for (const [role, verb] of verbs) {
      const [refused] = (await box.command("stranger", verb)).shown;
      const [said] = (await box.command(role, verb)).shown;
      const printed = await box.terminal(...verb.split(" "), "--json");

      const told = JSON.parse(printed.out) as { headline: string; data: unknown };
      expect([verb, refused?.private, refused?.text]).toEqual([
        verb,
        true,
        expect.stringContaining(`the role ${role}`),
      ]);
      expect([verb, said?.private, look.words(said)]).toEqual([verb, true, expect.stringContaining(told.headline)]);
      expect([verb, printed.code, printed.err, told.data !== undefined]).toEqual([verb, 0, "", true]);
    }
  });

  it("tells runs and limits as they stand", async () => {
    // Calls go on while it is asked: told and counted meet in a quiet moment.
    const told = await within(20_000, async () => {
      const [limits] = (await box.command("viewer", "limits salesforce")).shown;
      const { used = 0, limit = 0 } = (await box.calls("salesforce")).quota.daily ?? {};
      const words = `Salesforce: ${used.toLocaleString("en-US")} of ${limit.toLocaleString("en-US")} calls used`;
      return look.words(limits).includes(words) ? look.words(limits) : null;
    });
    const [runs] = (await box.command("viewer", "runs")).shown;
    const printed = await box.terminal("runs");

    expect(told).toMatch(/200,000 calls \(a share of 100 %\)/);
    const [newest] = box.sql<{ id: string }>(
      `select id from runs where created + updated + deleted + skipped + failed > 0 order by started_at desc, id desc`,
    );
    expect(printed.out).toContain(newest?.id);
    expect(look.words(runs)).toContain("leads from Salesforce: 1 skipped");
    expect(printed.out).toContain("leads from Salesforce: 1 skipped");
  });

  it("ends in the terminal with 0 done, 1 refused, 2 wrong use", async () => {
    const [unsaid, wrong, unknown] = await Promise.all([
      box.terminal("pause", "hubspot"),
      box.terminal("pausd"),
      box.terminal("record", "nobody@nowhere.example", "--json"),
    ]);

    expect([unsaid.code, wrong.code, unknown.code]).toEqual([1, 2, 1]);
    expect(unsaid.err).toMatch(/Add --yes/);
    expect(wrong.err).toMatch(/Did you mean .pause/);
    expect(JSON.parse(unknown.out)).toMatchObject({ kind: "record", state: "not_found" });
    expect(look.count("settings where key like 'pause%'")).toBe(0);
  });

  it("pauses and resumes: edits wait and then go, and only for operators", async () => {
    const id = look.wellRecord("contact", 10);
    const refused = await Promise.all(["pause hubspot", "resume hubspot"].map((text) => box.command("viewer", text)));
    const [offer] = (await box.command("operator", "pause hubspot while we import")).shown;
    await box.press("operator", offer?.id ?? "", "Pause HubSpot");
    const [status] = (await box.command("viewer", "status")).shown;

    box.write(`update contacts set title = 'Paused for' where id = '${id}'`);

    await within(20_000, async () =>
      (await box.list("salesforce", "Contact", "Title=Paused%20for")).total === 1 ? true : null,
    );
    expect((await box.list("hubspot", "contacts", "jobtitle=Paused%20for")).total).toBe(0);
    expect(refused.flatMap(({ shown }) => shown.map((each) => each.text))).toEqual([
      expect.stringMatching(/needs the role operator/),
      expect.stringMatching(/needs the role operator/),
    ]);
    expect(look.words(status)).toMatch(/HubSpot: paused/);
    expect(look.words(status)).toContain("while we import");
    const resumed = await box.terminal("resume", "hubspot");
    expect([resumed.code, resumed.out]).toEqual([0, expect.stringMatching(/HubSpot/)]);
    await within(20_000, async () =>
      (await box.list("hubspot", "contacts", "jobtitle=Paused%20for")).total === 1 ? true : null,
    );
  });

  it("disconnects for admins only: grant revoked, token forgotten, and everything goes on after the next sign-in (B36, B37)", async () => {
    const id = look.wellRecord("contact", 20);
    const since = (await box.calls("salesforce")).calls.at(-1)?.seq ?? 0;
    const [refused] = (await box.command("operator", "disconnect salesforce")).shown;
    const [offer] = (await box.command("admin", "disconnect salesforce")).shown;
    await box.press("admin", offer?.id ?? "", "Disconnect Salesforce");
    box.write(`update contacts set title = 'Signed out' where id = '${id}'`);
    const [gone] = box.sql("select token from connections where name = 'salesforce'");
    const { calls } = await box.calls("salesforce", since);
    const [status] = (await box.command("viewer", "status")).shown;

    const [link] = (await box.command("operator", "reconnect salesforce")).shown.flatMap((each) => each.links);
    await box.consent(link ?? "");
    const asked = await within(20_000, async () => (await look.privately("operator", /^Confirm$/m)).at(-1) ?? null);
    await box.ask("POST", "/slack/press", {
      user: "operator",
      channel: "directmessage",
      message: asked.id,
      action: "Confirm",
    });

    await within(20_000, async () =>
      (await box.list("salesforce", "Contact", "Title=Signed%20out")).total === 1 ? true : null,
    );
    expect(refused?.text).toMatch(/needs the role admin/);
    expect(look.words(offer)).toMatch(/revokes and forgets the tokens, keeps settings and records/i);
    expect(gone).toEqual({ token: null });
    expect(calls.filter((call) => call.path.includes("/oauth2/revoke")).map((call) => call.status)).toEqual([200]);
    expect(look.words(status)).toMatch(/Salesforce: disconnected/);
    expect(
      (await look.channel(/Salesforce.*(sign|disconnect)/i)).filter((each) => /Reconnect/.test(look.words(each))),
    ).toEqual([]);
  });

  it("shows a record as it stands on each link, with what was sent against what is in the CRM", async () => {
    const [wrong] = box.sql<{ id: string; email: string; externalId: string; source: string }>(
      `select c.id, c.email, l.external_id as externalId, c.lead_source as source from contacts c
       join outcomes o on o.subject = c.id and o.connection = 'hubspot' and o.field = 'lead_source'
       join links l on l.connection = 'hubspot' and l.record_id = c.id
       where exists (select 1 from run_records r where r.subject = c.id and r.reason = 'DATA_PICKLIST_INVALID')
       order by c.id limit 1`,
    );
    const { records } = await box.list("hubspot", "contacts", `email=${encodeURIComponent(wrong?.email ?? "")}`);

    const [panel] = (await box.command("viewer", `record ${wrong?.email}`)).shown;
    const printed = await box.terminal("record", wrong?.email ?? "", "--json");
    const history = await box.press("viewer", panel?.id ?? "", "History");

    const shown = look.words(panel);
    expect(shown).toMatch(/partly synced/);
    expect(shown).toMatch(/HubSpot: failed/);
    expect(shown).toMatch(/Salesforce: synced/);
    expect(shown).toMatch(/Sent +In CRM/);
    expect(shown).toMatch(
      new RegExp(`lead_source +(not sent: )?${wrong?.source} +${records[0]?.fields.lead_source ?? "\\(empty\\)"}`),
    );
    expect(shown).toMatch(/email +\S+ +HubSpot and Salesforce/);
    expect(shown).toContain(wrong?.externalId);
    expect(look.words(history.shown[0])).toMatch(/failed in HubSpot: Invalid picklist value/);
    expect(JSON.parse(printed.out).data).toMatchObject({ record: { id: wrong?.id }, state: "partly_synced" });
  });

  it("resyncs all of a reason after count, price and time were said and confirmed, in one message (C13, C14)", async () => {
    await box.settled();
    const [offer] = (await box.command("operator", "resync reason DATA_PICKLIST_INVALID")).shown;
    const wrong = look.count("outcomes where reason = 'DATA_PICKLIST_INVALID'");
    const [begun] = (await box.press("operator", offer?.id ?? "", `Resync ${wrong}`)).shown;

    const [, run = ""] = /Run `?(run_\w+)/.exec(look.words(begun)) ?? [];
    const result = await within(30_000, async () => {
      const [message, ...more] = await look.channel(new RegExp(run));
      return message && more.length === 0 && /results in/.test(message.text) ? message : null;
    });
    expect(look.words(offer)).toMatch(new RegExp(`Resync ${wrong} records\\?`));
    expect(look.words(offer)).toMatch(/Price\*?\n?.*about \d+ calls/);
    expect(look.words(offer)).toMatch(/It takes (up to|about) \d+ minutes?/);
    expect(look.words(result)).toContain(`${wrong} results in`);
    expect(look.count(`runs where id = '${run}' and state = 'completed'`)).toBe(1);
  });

  it("stops a big resync at its Cancel button, and says how far it came", async () => {
    const slow = await Promise.all(["salesforce", "hubspot"].map((crm) => box.fault(crm, "slow", { ms: 1_500 })));
    const [offer] = (await box.command("operator", "resync all failed")).shown;
    const all = look.count("outcomes where outcome = 'failed'");
    const [begun] = (await box.press("operator", offer?.id ?? "", `Resync ${all}`)).shown;
    const [, run = ""] = /Run `?(run_\w+)/.exec(look.words(begun)) ?? [];
    const message = await look.card(new RegExp(run));

    const refused = await box.press("viewer", message.id, "Cancel");
    await box.press("operator", message.id, "Cancel");

    const ended = await within(30_000, async () => {
      const [each] = await look.channel(new RegExp(run));
      return each && /was cancelled/.test(each.text) ? each : null;
    });
    for (const { id } of slow) await box.heal(id);
    expect(look.words(refused.shown[0])).toMatch(/needs the role operator/);
    expect(ended.text).toMatch(new RegExp(`was cancelled: \\d+ of ${all} done`));
    expect(look.words(ended)).toMatch(/not begun, and stand as before/);
    await box.settled();
    expect(look.count("outcomes where outcome = 'failed'")).toBe(all);
  });

  digests(() => ({ box, slack: look, teams }));
});
