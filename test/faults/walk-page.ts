import { mkdirSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Locator, chromium as launcher } from "playwright-core";
import { type Chat, startSandbox } from "../fakes/sandbox.ts";

const root = join(import.meta.dirname, "..", "..");
const MINUTE = 60_000;

/** What each chat calls its places, and how it draws what the other draws in another way. */
const LOOKS = {
  slack: { name: "Slack", channel: "#crm-sync", alone: "@crmsync", input: "#command", messages: "article.message" },
  teams: {
    name: "Teams",
    channel: "crm-alerts",
    alone: "Chat",
    input: "#teams-command",
    messages: "article.post, article.reply",
  },
} as const;

type Picture = "repair" | "preview" | "form" | "mended" | "rights";
const PICTURES: Readonly<Record<Chat, readonly Picture[]>> = {
  slack: ["repair", "preview"],
  teams: ["form", "mended", "rights"],
};

export type Walk = Awaited<ReturnType<typeof openWalk>>;

/** The sandbox in which nobody has signed in yet, and its page in a browser with one chat before the person's eyes. */
export async function openWalk(chat: Chat) {
  const look = LOOKS[chat];
  const sandbox = await startSandbox({ SANDBOX_SIGN_IN: "chat" }, chat);
  const browser = await launcher.launch({
    args: chromium.args,
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(MINUTE);
  await page.goto(sandbox.url);
  await page.getByRole("button", { name: look.name, exact: true }).click();

  const region = page.getByRole("region", { name: look.name });
  const messages = region.locator(look.messages);
  /** Every message with these words; a post of Teams has its replies in it, so that the last is the innermost. */
  const said = (words: string | RegExp) => messages.filter({ hasText: words });
  const message = (words: string | RegExp) => said(words).last();
  const press = (within: Locator, label: string | RegExp) => within.getByRole("button", { name: label }).last().click();

  return {
    chat,
    page,
    sandbox,
    region,
    message,
    press,
    /** Types a command and gives the words that are answered to it. */
    async ask(text: string, answer: RegExp): Promise<Locator> {
      const before = await said(answer).count();
      const input = region.locator(look.input);
      await input.fill(text);
      await input.press("Enter");
      return newest(said(answer), before);
    },
    /** The same, until the answer knows what was just done. */
    async known(text: string, answer: RegExp): Promise<Locator> {
      for (let left = 10; left > 0 && (await said(answer).count()) === 0; left -= 1) {
        await this.ask(text, /No such record|/);
        await page.waitForTimeout(1_000);
      }
      return message(answer);
    },
    /** Does it, and gives the message with these words that came by it. */
    async after(doing: () => Promise<void>, answer: RegExp): Promise<Locator> {
      const before = await said(answer).count();
      await doing();
      return newest(said(answer), before);
    },
    /** In Teams a list is sent by the button below it. */
    async pick(within: Locator, name: RegExp, option: string | RegExp): Promise<void> {
      const list = within.getByRole("combobox", { name });
      const label = await list.locator("option", { hasText: option }).first().textContent();
      await list.selectOption({ label: label ?? "" });
      if (chat === "teams") await press(within, name);
    },
    /** Opens the link of a card that says "Sign in to …", allows it as that user, and comes back to the chat. */
    async allow(link: Locator, user: RegExp): Promise<void> {
      const opens = page.context().waitForEvent("page");
      await link.locator("a, button", { hasText: /^Sign in/ }).click();
      // Left open: this browser ends with any of its pages.
      const consent = await opens;
      await consent.getByLabel(user).check();
      await consent.getByRole("button", { name: "Allow" }).click();
      await consent.getByText(/Go back to chat and confirm/).waitFor();
      await page.bringToFront();
    },
    channel: () => region.getByRole("button", { name: look.channel, exact: true }).click(),
    alone: () => region.getByRole("button", { name: look.alone, exact: true }).click(),
    crm: (name: string) => page.getByRole("tab", { name }).click(),
    /** Looks in the CRM that is open for records with these words; gives the first row in which `shown` stands. */
    async search(words: string, shown: string): Promise<Locator> {
      await page.getByPlaceholder("Search in all fields").fill(words);
      const row = page.locator("table.records tbody tr", { hasText: shown }).first();
      await row.waitFor();
      return row;
    },
    /** A picture for the README, made with SCREENSHOTS=docs: some of one chat, some of the other. */
    async picture(name: Picture, of: Locator): Promise<void> {
      if (!process.env.SCREENSHOTS || !PICTURES[chat].includes(name)) return;
      const folder = join(root, process.env.SCREENSHOTS);
      mkdirSync(folder, { recursive: true });
      await of.screenshot({ path: join(folder, `${name}-${chat}.png`) });
    },
    close: async () => {
      await browser.close();
      await sandbox.stop();
    },
  };
}

/** A redrawn message is not another one: only what comes on top of what was there counts. */
async function newest(found: Locator, before: number): Promise<Locator> {
  await found.nth(before).waitFor();
  return found.last();
}
