import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { countsCard } from "../../../src/commands/counts-card.ts";
import { exampleCounts } from "../../../src/commands/examples-numbers.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  own.create("salesforce", "Contact", { LastName: "Lee", Email: "ann@lee.test" });
  own.create("salesforce", "Contact", { LastName: "Nomail" });
  for (let round = 0; round < 5; round += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
});
afterAll(() => own.close());

const draw = (more: Parameters<typeof exampleCounts>[0]) =>
  countsCard({ views: [exampleCounts(more)], names: () => "Salesforce", now: 0 }, fixedButtons("test"));

describe("counts", () => {
  it("A19, A20: explains the CRM's number, names the account, and leads to the records", async () => {
    const { card, data, exit } = await desk.say("counts salesforce contacts", "viewer");
    const left = await desk.press(card, "Show what was left", "viewer");

    const text = cardToText(card);
    expect(card).toMatchObject({ kind: "counts", state: "closed", headline: "Every record is accounted for" });
    expect(text).toContain("2 = 1 ours + 1 filtered");
    expect(text).toContain("failures salesforce contact");
    expect(text).toMatch(/Connected to .+, (a sandbox|production)\./);
    expect(data).toMatchObject([{ connection: "salesforce", object: "contact", sum: { inCrm: 2, open: 0 } }]);
    expect(exit).toBeUndefined();
    expect(cardToText(left.card)).toContain("SKIP_NO_EMAIL");
  });

  it("shows every object of every connection unless told", async () => {
    const { card } = await desk.say("counts", "viewer");

    expect(card.sections).toHaveLength(7);
  });

  it("warns of what is not explained, and says which way", async () => {
    own.create("salesforce", "Contact", { LastName: "Late", Email: "late@x.test" });

    const { card, exit } = await desk.say("counts salesforce contacts", "viewer");

    expect(card).toMatchObject({ state: "open", tone: "warning", headline: "1 record is not explained yet" });
    expect(cardToText(card)).toContain("+ 1 not seen yet");
    expect(exit).toBe(1);
  });

  it("tells what was compared since when", () => {
    const compared = { startedAt: 0, endedAt: 1, compared: 184_220, differed: 0, calls: 93 };

    expect(cardToText(draw({ compared }))).toMatch(/184,220 since .+, 0 differ$/m);
    expect(cardToText(draw({ compared: { ...compared, differed: 25, endedAt: null } }))).toContain(
      "25 differ and were mended; it goes on",
    );
    expect(cardToText(draw({ compared: null }))).toContain("not yet");
  });

  it("takes away what is gone since", () => {
    const lines = [
      { term: "ours", records: 10 },
      { term: "gone", records: 3 },
    ] as const;

    const card = draw({ sum: { inCrm: 7, lines, open: 3 } });

    expect(cardToText(card)).toContain("7 = 10 ours − 3 gone since");
  });
});
