import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CrmName } from "../fakes/bed.ts";
import { type RepairBed, repairBed } from "./bed.ts";
import { type Chat, chatNames } from "./chats.ts";
import { addEvents, inboundYaml, insider } from "./inbound.ts";
import { type InboundCase, type InboundId, type Inside, inboundCases } from "./inbound-cases.ts";
import { notShown, outdated } from "./inbound-told.ts";
import { crmNames, printed, type Row } from "./print.ts";
import { spoiler } from "./spoil.ts";
import { PEOPLE, walker } from "./steps.ts";

const ids = (Object.keys(inboundCases) as InboundId[]).toSorted();
const all = [...ids, "E17", "E25"].toSorted();
const cells = ids.flatMap((id) => chatNames.map((chat) => [id, chat] as const));
const rows: Row[] = [];

afterAll(() => console.log(printed("Inbound, left out or failed", all, rows)));

describe.each(crmNames)(
  "from %s a record that is not taken says why, and offers what there is (E12–E29, M1)",
  (crm) => {
    let own: RepairBed;
    const spoil = spoiler();
    beforeAll(async () => {
      own = await repairBed(crm, { yaml: inboundYaml(crm), between: spoil.between });
      addEvents(own);
      const at = insider(own);
      for (let n = 0; n < 60; n += 1) at.create("account", { name: `Well ${n}`, domain: `well${n}.test` });
      await own.cycle(2);
    });
    afterAll(() => own.close());
    afterEach(() => expect([...own.errors.splice(0), ...own.troubles.splice(0)]).toEqual([]));

    const insideOf = (id: string, chat: Chat): Inside => ({
      own,
      at: insider(own),
      spoil,
      name: `${id}${chat}`.toLowerCase(),
    });

    it.each(cells)("%s in %s", async (id, chat) => {
      const told: InboundCase = inboundCases[id];
      if (told.crms && !told.crms.includes(crm)) {
        rows.push({ id, crm, chat, cannot: cannotBe[id]?.[crm] ?? "no source" });
        expect(rows.at(-1)?.cannot).not.toBe("no source");
        return;
      }
      const inside = insideOf(id, chat);
      const known = new Set(own.people[chat].standing().map((one) => one.id));
      const made = await told.make(inside);
      const cause = await standing(own, told, made.id);
      const card = told.inChannel ? await own.card(chat, /not taken over/, known) : null;
      const walkers = PEOPLE.map((user) => walker(own, chat, user, card?.id ?? null));
      const shown = told.inChannel ? [] : await Promise.all(walkers.map((one) => one.say(`repair ${cause}`)));
      const words = card?.words ?? shown[0]?.words ?? "";
      const { step } = told;
      made.heal?.();
      const pressedAt = own.clock.wall();
      const pressed = step === null ? [] : await Promise.all(walkers.map((one) => one.take(step)));
      const count = async () => {
        const [row] = await own.sql<{ n: number }>((told.counts ?? people)(inside));
        return Number(row?.n ?? 0);
      };
      const stands = async () => (await own.drive(own.engine.causes({}))).some((one) => one.id === cause);
      if (step !== null)
        await own.until("it came in", async () => ((await count()) > 0 && !(await stands()) ? true : null), 20);
      const left = await own.drive(own.engine.causes({}));
      made.tidy?.();
      const audit = (await own.audit()).filter(
        (row) => row.at >= pressedAt && row.verb.startsWith("repair-") && row.outcome === "done",
      );
      const row: Row = {
        id,
        crm,
        chat,
        interactions: step === null ? 0 : 1,
        writes: step === null ? 0 : await count(),
        ...(step === null
          ? { note: "nothing to be done here" }
          : {
              audit: audit.length > 0,
              once: pressed.filter((one) => /being mended already|Nothing stands wrong/.test(one.words)).length === 1,
              note: told.inChannel ? "card" : "asked",
            }),
        ...(card ? { edited: /✅/.test(own.standing(chat, card.id)?.words ?? "") } : {}),
        ...(card || step === null ? {} : { edited: pressed.some((one) => /has begun/.test(one.words)) }),
      };
      rows.push(row);

      expect(words).toMatch(told.why);
      expect(words).toMatch(told.change);
      expect(left.filter((one) => one.id === cause).map((one) => one.reason)).toEqual(
        step === null ? [told.reason] : [],
      );
      expect(row).toMatchObject(
        step === null ? {} : { interactions: 1, writes: 1, audit: true, once: true, edited: true },
      );
    });

    it.each(chatNames)("E12 in %s: a card that is older than the record is refused, and made new", async (chat) => {
      const { at, name } = insideOf("E12old", chat);
      const id = at.create("contact", { last_name: name });
      const cause = await standing(own, inboundCases.E12, id);
      const person = walker(own, chat, "operator", null);
      await person.say(`repair ${cause}`);
      at.edit("contact", id, { phone: "+1 555 0177" }, false);
      await own.clock.advance(900_000);
      await own.cycle(3);

      const told = await person.take({ press: /^Read again$/ });
      const runs = await own.drive(own.engine.runs({ kind: "resync", limit: 50 }));
      at.edit("contact", id, { email: `${name}@x.test` }, false);
      await own.until("it is well", async () => {
        await own.clock.advance(900_000);
        return (await own.drive(own.engine.causes({ reason: "SKIP_NO_EMAIL" }))).length === 0 ? true : null;
      });

      expect(told.words).toMatch(/It has changed since this was shown, so nothing was done/);
      expect(runs.filter((one) => one.state === "in_progress")).toEqual([]);
    });

    it.each(chatNames)("E17 in %s: nothing stands wrong, and the history says what stayed and why", async (chat) => {
      const told = await outdated(insideOf("E17", chat), chat);
      rows.push({ id: "E17", crm, chat, interactions: 1, writes: 0, note: "told in its history" });

      expect(told.words).toMatch(/Outdated record \(Its title stayed as here: what was changed here wins\.\)/);
      expect(await own.drive(own.engine.causes({ reason: "SKIP_OUTDATED" }))).toEqual([]);
    });

    it.each(chatNames)(
      "E25 in %s: nothing stands wrong, and the run says what it found and what is next",
      async (chat) => {
        const told = await notShown(insideOf("E25", chat), chat);
        rows.push({ id: "E25", crm, chat, interactions: 1, writes: 0, note: "told by its run" });

        expect(told).toMatch(/could not be taken over, and the cause has no name yet/);
        expect(told).toMatch(/Resync it; if it stays so, send the diagnosis/);
        expect(await own.drive(own.engine.causes({ reason: "SKIP_UNKNOWN" }))).toEqual([]);
      },
    );
  },
);

const people = ({ name }: Inside) =>
  `select count(*) as n from contacts where '${name}' in (first_name, last_name) and email is not null`;

const cannotBe: Readonly<Partial<Record<InboundId, Readonly<Partial<Record<CrmName, string>>>>>> = {
  E14: {
    hubspot: "hubspot.md 2: contacts, companies and deals are not converted into one another",
    pipedrive:
      "reasons.md, SKIP_CONVERTED: IsConverted is Salesforce's; a lead of Pipedrive becomes a deal (pipedrive.md 4)",
  },
  E16: {
    salesforce: "salesforce.md 4: its rows are known by their Id alone; one without is malformed, and told as E26",
  },
  E24: { pipedrive: "pipedrive.md 4: there are no objects of one's own, so no event travels there" },
};

/** The id of the cause that this record stands for. */
async function standing(own: RepairBed, { reason }: InboundCase, subject: string): Promise<string> {
  for (let n = 0; n < 6; n += 1) {
    await own.clock.advance(900_000);
    await own.cycle(3);
    const causes = await own.drive(own.engine.causes({ reason }));
    const found = causes.find((one) => one.example === subject);
    if (found) return found.id;
  }
  const all = await own.drive(own.engine.causes({}));
  throw new Error(
    `not ${reason} of ${subject}: ${all.map((one) => `${one.reason} ${one.example} ${one.detail}`).join("; ")}`,
  );
}
