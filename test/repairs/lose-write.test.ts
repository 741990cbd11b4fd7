import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RepairBed, repairBed } from "./bed.ts";
import { chatNames } from "./chats.ts";
import { breakOne, failureOf, stepsOf } from "./outbound.ts";
import { crmNames } from "./print.ts";
import { walker } from "./steps.ts";

describe.each(crmNames)("while %s says yes and stores nothing", (crm) => {
  let own: RepairBed;
  beforeAll(async () => {
    own = await repairBed(crm);
  });
  afterAll(() => own.close());

  it.each([
    ["E33", "slack"],
    ["E34", "teams"],
  ] as const)("no card turns green, and it says what still differs (%s in %s, M1, M2)", async (id, chat) => {
    const failure = failureOf(id, crm);
    if (failure === null) throw new Error(`${crm} cannot fail so`);
    const broken = await breakOne(own, id, failure, chat);
    const card = await own.card(chat, /refused/);
    const from = own.drawn.length;
    const lost = own.fault(crm, "lose-write");
    const person = walker(own, chat, "operator", card.id);

    for (const step of stepsOf(id, chat, broken)) await person.take(step);
    await own.cycle(30);
    const during = own.drawn.slice(from).map((one) => one.card);
    const ended = chatNames.map(
      (each) => own.standing(each, card.id)?.words ?? own.people[each].standing().at(-1)?.words,
    );
    const open = await Promise.all(chatNames.map((each) => own.card(each, /shows another/)));
    own.heal(lost.id);
    await walker(own, chat, "operator", open[chatNames.indexOf(chat)]?.id ?? "").take({ press: /^Try again$/ });
    const green = await own.until("it turns green when it is stored", () =>
      own.people[chat].standing().find((one) => one.id === open[chatNames.indexOf(chat)]?.id && /✅/.test(one.words)),
    );

    expect(during.filter((each) => each.tone === "good")).toEqual([]);
    expect(during.map((each) => each.state)).toContain("mending");
    for (const words of ended) expect(words).toMatch(/still differs|shows another/);
    expect(green.words).toMatch(/read back from \w+ and agrees/);
    expect([...own.errors, ...own.troubles]).toEqual([]);
  });
});
