import { expect, it } from "vitest";
import { type Message, type Sandbox, within } from "../fakes/sandbox.ts";

/** A message as one text: what is spoken and what is drawn. */
export const words = (message: Pick<Message, "text" | "blocks">) => `${message.text} ${JSON.stringify(message.blocks)}`;

/** What breaks is told and mended in the chat: the same story on Slack and on Teams, each part after the one before. */
export function repairs(box: () => Sandbox): void {
  const card = (about: RegExp, ms = 30_000) =>
    within(ms, async () => (await box().messages()).filter((message) => about.test(words(message))).at(-1) ?? null);
  const count = async (about: RegExp) =>
    (await box().messages()).filter((message) => about.test(words(message))).length;

  it("tells a revoked grant in one card, lets only an operator repair it, and resumes at the cursor (A2, A5, A8)", async () => {
    await box().fault("salesforce", "revoke-grant");
    const [chosen] = box().sql<{ id: string }>(
      `select c.id from contacts c where (select count(*) from links l where l.object = 'contact' and l.record_id = c.id) = 2
       and not exists (select 1 from outcomes o where o.subject = c.id) and c.do_not_sync is not 1 order by c.id limit 1 offset 300`,
    );
    box().write(`update contacts set title = 'Waiting' where id = '${chosen?.id}'`);
    const message = await card(/Salesforce.*sign/i);
    expect(await count(/Salesforce.*sign/i)).toBe(1);

    const refused = await box().press("viewer", message.id, "Reconnect");
    expect(refused.shown.find((each) => each.private)?.text).toMatch(/operator/i);
    expect(refused.shown.flatMap((each) => each.links)).toEqual([]);

    const wrong = await box().press("operator", message.id, "Reconnect");
    await box().consent(linkIn(wrong) ?? "", "other");
    await within(30_000, async () =>
      (await box().privateTo("operator")).some((each) => /different|another/i.test(each.text)) ? true : null,
    );
    expect((await box().list("salesforce", "Contact", "account=other&Title=Waiting")).total).toBe(0);

    const pressed = await box().press("operator", message.id, "Reconnect");
    const link = linkIn(pressed) ?? "";
    expect(pressed.shown.filter((each) => !each.private).flatMap((each) => each.links)).toEqual([]);
    const page = await box().consent(link);
    expect(page.text).toMatch(/confirm/i);
    expect(
      (
        await box()
          .consent(link)
          .catch((cause: Error) => ({ status: 410, text: cause.message }))
      ).status,
    ).toBe(410);

    const ask = await within(
      30_000,
      async () =>
        (await box().privateTo("operator")).filter((each) => /"Confirm/.test(JSON.stringify(each.blocks))).at(-1) ??
        null,
    );
    const confirmed = await box().pressAlone("operator", ask.id, "Confirm");
    expect(confirmed.ackStatus).toBe(200);

    await within(30_000, async () => {
      const edited = (await box().messages()).find((each) => each.id === message.id);
      return edited && /reconnected|signed in again|resolved/i.test(edited.text) ? edited : null;
    });
    await within(30_000, async () =>
      (await box().list("salesforce", "Contact", "Title=Waiting")).total === 1 ? true : null,
    );
  });

  it("offers no sign-in in an outage of both CRMs: one card each, edited when they recover", async () => {
    const faults = [await box().fault("salesforce", "outage"), await box().fault("hubspot", "outage")];
    const cards = await within(90_000, async () => {
      const found = (await box().messages()).filter((message) =>
        /(Salesforce|HubSpot).*(not answer|outage|down)/i.test(message.text),
      );
      return found.length === 2 ? found : null;
    });
    expect(cards.some((each) => /Reconnect/.test(JSON.stringify(each.blocks)))).toBe(false);

    for (const { id } of faults) await box().heal(id);

    await within(120_000, async () => {
      const now = (await box().messages()).filter((message) => cards.some((each) => each.id === message.id));
      return now.every((each) => /the CRM is back/.test(each.text) && !/not available/.test(each.text)) ? true : null;
    });
  });

  it("groups failures by reason with the database's counts, and turns one green only when it was read back (A14, C12)", async () => {
    await box().settled();
    await box().schema("hubspot", "contacts", {
      op: "add-rule",
      name: "closed",
      field: "jobtitle",
      message: "Titles are closed",
      when: { op: "equals", value: "Refused" },
    });
    box().write("update contacts set title = 'Refused' where title = 'Waiting'");
    await within(30_000, async () =>
      box().sql(
        "select 1 from outcomes where reason = 'RULE_VALIDATION' and connection = 'hubspot' and direction = 'outbound'",
      ).length > 0
        ? true
        : null,
    );

    const said = await box().command("viewer", "failures");
    const shown = said.shown.map(words).join(" ");
    for (const { reason, n } of box().sql<{ reason: string; n: number }>(
      "select reason, count(*) as n from outcomes group by connection, object, direction, reason",
    )) {
      expect(shown).toContain(reason);
      expect(shown).toContain(n.toLocaleString("en-US"));
    }

    await box().schema("hubspot", "contacts", { op: "remove-rule", name: "closed" });
    const lost = await box().fault("hubspot", "lose-write");
    const [record] = box().sql<{ id: string }>("select id from contacts where title = 'Refused'");
    await box().command("operator", `resync ${record?.id}`);
    await within(30_000, async () => ((await count(/resync/i)) > 0 && !(await resynced()) ? true : null));
    await box().heal(lost.id);
    await box().command("operator", `resync ${record?.id}`);
    await within(60_000, async () =>
      (await box().list("hubspot", "contacts", "jobtitle=Refused")).total === 1 && (await resynced()) ? true : null,
    );
  });

  /** The sign-in link in what the presser alone was shown. */
  function linkIn({ shown }: Awaited<ReturnType<Sandbox["press"]>>): string | undefined {
    return shown.find((each) => each.private && each.links.length > 0)?.links[0];
  }

  async function resynced(): Promise<boolean> {
    const last = (await box().messages()).filter((message) => /resync/i.test(message.text)).at(-1);
    return (
      last !== undefined &&
      /read back|verified/i.test(words(last)) &&
      !/failed|waiting/i.test(last.text.replace(/0 failed|0 waiting/gi, ""))
    );
  }
}
