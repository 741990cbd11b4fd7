import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RepairBed, repairBed } from "./bed.ts";
import { chatNames } from "./chats.ts";
import { walker } from "./steps.ts";

const MANY = 40;

describe("forty failures of one cause (M2)", () => {
  let own: RepairBed;
  beforeAll(async () => {
    own = await repairBed("salesforce");
  });
  afterAll(() => own.close());

  const add = async (chat: string, count: number, value: string) => {
    const rows = Array.from({ length: count }, (_, n) => {
      const id = `${chat}-${count}-${n}`;
      return `('${id}', 'Name', '${id}@x.test', '${value}')`;
    });
    await own.write(`insert into contacts (id, last_name, email, lead_source) values ${rows.join(", ")}`);
  };
  const sources = () => own.list("salesforce", "Contact").records.filter(({ fields }) => fields.LeadSource === "Web");

  it.each(chatNames)(
    "are one card, mended by one answer that is kept, listed and undone by a button, in %s (M2)",
    async (chat) => {
      const before = sources().length;
      await add(chat, MANY, `Seminar ${chat}`);
      const card = await own.card(chat, /40 contacts refused/);
      const cards = own.people[chat].standing().filter((one) => /40 contacts refused/.test(one.words));
      const since = own.newest();
      const one = walker(own, chat, "operator", card.id);

      const preview = await one.take({ press: /^Pick a value/, option: "Web" });
      const untouched = own.written(since);
      await one.take({ press: /^Mend and keep as a rule$/ });
      const green = await own.until("green", () => {
        const found = own.standing(chat, card.id);
        return found && /✅/.test(found.words) ? found : null;
      });
      const mended = [own.written(since), sources().length - before];
      await add(chat, 1, `seminar ${chat} `);
      await own.cycle(5);
      const later = own.people[chat].standing().filter((each) => /1 contact refused/.test(each.words));
      const rules = walker(own, chat, "operator", null);
      const listed = await rules.say("map rules");
      const undone = await rules.take({ press: /^Undo/ });
      const again = await own.card(chat, /41 contacts refused/);

      expect(cards).toHaveLength(1);
      expect(preview.words).toMatch(/Mends 40 of 40/);
      expect(preview.words).toMatch(/Price: \d+ calls/);
      expect(untouched).toBe(0);
      expect(green.words).toMatch(/40 contacts were read back from Salesforce and agree/);
      expect(mended).toEqual([MANY, MANY]);
      expect(later).toEqual([]);
      expect(listed.words).toMatch(new RegExp(`“Seminar ${chat}” goes there as “Web”`, "i"));
      expect(undone.words).toMatch(/[Uu]ndone|refused again/);
      expect(again.id).not.toBe(card.id);
      expect([...own.errors, ...own.troubles]).toEqual([]);
    },
  );
});
