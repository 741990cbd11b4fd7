import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chat } from "../fakes/sandbox.ts";
import { openWalk, type Walk } from "./walk-page.ts";

const MINUTE = 60_000;

/**
 * What a new user does with README and page only, by clicks in a real browser: connects the CRMs, learns why somebody is
 * missing, repairs forty failures at once, follows a renamed field, and signs in with fewer rights.
 */
export function walkStory(chat: Chat): void {
  describe(`a new user in ${chat}`, { timeout: 3 * MINUTE }, () => {
    let walk: Walk;
    let began = 0;

    beforeAll(async () => {
      walk = await openWalk(chat);
      began = Date.now();
    }, 2 * MINUTE);

    afterAll(() => walk?.close());

    it("connects the CRMs from chat: link, consent, confirmation (A1, A5)", async () => {
      await walk.press(walk.page.locator("body"), "Load 40 from a fair");

      await connect("Salesforce", /integration@meadowworks/);
      await connect("HubSpot", /meadowworks/);

      for (const crm of ["Salesforce", "HubSpot"]) await walk.message(`${crm}: the first sync is complete`).waitFor();
    });

    it("finds in one sentence why somebody is not in HubSpot, and brings them there (E15)", async () => {
      const id = await idOf("Emily Koch");

      const answer = await walk.ask(`record ${id}`, /Excluded by a rule/);

      const words = await answer.innerText();
      expect(words).toContain("A sync rule or the record's do-not-sync mark leaves it out.");
      await walk.after(() => walk.press(answer, "Include it once"), /Mending 1 contact has begun/);
      const here = await walk.known(
        "record emily.koch@quartzway-coatings.cs.example",
        /Excluded by a rule: skipped on the way to HubSpot/,
      );
      await walk.press(here, "Include it once");
      await walk.crm("HubSpot");
      await walk.search("emily.koch@quartzway", "Emily");
    });

    it("M2 mends forty failures with one answer that is kept as a rule, and the card turns green", async () => {
      const card = walk.message("HubSpot: 40 contacts refused: Invalid picklist value in Lead Source");
      await card.waitFor();
      await walk.picture("repair", card);

      const preview = await walk.after(() => walk.pick(card, /Pick a value/, "Event"), /Mends 40 of 40 contacts/);
      expect(await preview.innerText()).toMatch(/“Spring Fair” becomes “Event”/);
      await walk.picture("preview", preview);
      await walk.press(preview, "Mend and keep as a rule");
      const green = walk.message("HubSpot: 40 contacts mended");
      await green.waitFor();

      expect(await green.innerText()).toContain("40 contacts were read back from HubSpot and agree");
      await walk.picture("mended", green);
      const rules = await walk.ask("map rules", /“Spring Fair”/);
      expect(await rules.innerText()).toMatch(/Event/);
    });

    it("says beside the field what is wrong in a form, keeps what was typed, and mends (E35)", async () => {
      const panel = await walk.ask("record mina.chen@deltafield-freight.ch.example", /Text too long/);
      await walk.press(panel, /^Correct Title/);
      const form = walk.page.getByRole("dialog");
      const title = form.getByRole("textbox").first();
      const long = "Head of purchasing, ".repeat(10).trim();

      await title.fill(long);
      await send(form);
      await form.getByText("At most 128 characters; this has 199.").waitFor();

      expect(await title.inputValue()).toBe(long);
      await walk.picture("form", form);
      await title.fill("Head of purchasing");
      await send(form);
      await form.waitFor({ state: "detached" });
      await walk.crm("Salesforce");
      await walk.search("Head of purchasing", "Mina");
    });

    it("M1 follows a field that was renamed in the CRM, and what waited arrives (E31)", async () => {
      await rename("LeadSource", "Origin");
      await walk.crm("HubSpot");
      await edit("mina.chen@", "Mina", "lead_source", "Referral");

      const card = walk.message("Salesforce: a mapped field is gone");
      await card.waitFor({ timeout: 2 * MINUTE });
      expect(await card.innerText()).toContain("Most likely it is called Origin in Salesforce now.");
      await walk.press(card, "Map lead_source to Origin");
      const told = await walk.after(() => walk.press(card, "Map it"), /Mapped anew: lead_source of contacts/);
      expect(await told.innerText()).toContain("What waited for it is sent");

      await walk.message("Salesforce: all mapped fields are there again").waitFor({ timeout: 2 * MINUTE });
      await walk.crm("Salesforce");
      const row = await walk.search("mina.chen@", "Mina");
      await expect.poll(() => shownIn(row, "Origin"), { timeout: MINUTE, interval: 500 }).toBe("Referral");
    });

    it("M5 tells which rights are lost after a sign-in as a lesser user, and what to grant", async () => {
      await walk.crm("Faults");
      await walk.press(walk.page.locator(".fault", { hasText: "Revoke the grant" }).first(), "Do it");
      const alert = walk.message("Salesforce: signed out");
      await alert.waitFor({ timeout: 2 * MINUTE });

      const link = await walk.after(() => walk.press(alert, "Reconnect"), /Sign in to Salesforce/);
      await walk.allow(link, /jo@meadowworks/);
      await walk.alone();
      const asked = walk.message("Salesforce: is this the right account?");
      await asked.waitFor();
      expect(await asked.innerText()).toMatch(/Lost: .*deal create \(Opportunity\)/);
      await walk.press(asked, /^Confirm/);
      await walk.channel();
      const card = walk.message("with fewer rights");
      await card.waitFor();

      const words = await card.innerText();
      expect(words).toMatch(/Lost: contact title edit \(Contact\.Title\), deal create \(Opportunity\)/);
      expect(words).toContain("until the CRM's admin grants");
      await walk.picture("rights", chat === "teams" ? card.locator(".card").first() : card);
    });

    it("takes less than ten minutes", () => {
      expect(Date.now() - began).toBeLessThan(10 * MINUTE);
    });

    async function connect(crm: string, user: RegExp): Promise<void> {
      const choice = await walk.ask("reconnect", /Which connection\?/);
      const link = await walk.after(() => walk.press(choice, `Reconnect ${crm}`), new RegExp(`Sign in to ${crm}`));
      await walk.allow(link, user);
      await walk.alone();
      const asked = walk.message(`${crm}: is this the right account?`);
      await walk.press(asked, "Confirm");
      await walk.message(new RegExp(`${crm}: (re)?connected`)).waitFor();
      await walk.channel();
    }

    /** Of a contact in the CRM that is open, as its page shows it. */
    async function idOf(name: string): Promise<string> {
      const [first = ""] = name.split(" ");
      await (await walk.search(name, first)).getByRole("button").click();
      const id = await walk.page.locator("form.record code").innerText();
      await walk.press(walk.page.locator("form.record"), "Close");
      return id;
    }

    /** The page of a record shows it as it was when it was opened. */
    async function shownIn(row: Locator, field: string): Promise<string> {
      await row.getByRole("button").click();
      const value = walk.page.locator("form.record").getByLabel(field);
      await expect.poll(() => value.inputValue()).not.toBe("");
      const shown = await value.inputValue();
      await walk.press(walk.page.locator("form.record"), "Close");
      return shown;
    }

    async function rename(field: string, to: string): Promise<void> {
      await walk.press(walk.page.locator(".crm"), "Fields…");
      const fields = walk.page.getByRole("region", { name: "Fields of Contact" });
      await fields.getByLabel("Field", { exact: true }).selectOption(field);
      await fields.getByLabel("New name").fill(to);
      await walk.press(fields, "Rename");
      await walk.press(fields, "Close");
    }

    async function edit(email: string, name: string, field: string, value: string): Promise<void> {
      await (await walk.search(email, name)).getByRole("button").click();
      await walk.page.getByLabel(field, { exact: true }).selectOption(value);
      await walk.press(walk.page.locator("form.record"), /^Save/);
    }

    function send(form: Locator): Promise<void> {
      return walk.press(form, /^(Mend|Save|Send|Continue|Check)/);
    }
  });
}
