import chromium from "@sparticuz/chromium";
import { type Browser, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { servePage } from "../../../src/sandbox/page/serve.ts";
import { listen } from "../../../src/sandbox/program/server.ts";
import { dialog, EVIL, hostile, inlineForm, resolved } from "./page-teams-cards.ts";
import { message, type Stub, stubSandbox } from "./page-teams-stub.ts";

/** What the page has to say about itself in the console. */
const complaints: string[] = [];
const stub: Stub = stubSandbox();
let url: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const files = servePage();
  const server = await listen(0, async (request) =>
    request.path.startsWith("/_sandbox") ? stub.answer(request) : files(request),
  );
  url = server.url;
  const executablePath = await chromium.executablePath();
  browser = await launcher.launch({ args: chromium.args, executablePath, headless: true });
  page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    timezoneId: "Asia/Tokyo",
    locale: "en-US",
  });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return () => server.close();
}, 60_000);

afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  stub.reset();
  await page.goto(url);
}, 30_000);

const teams = () => page.getByRole("region", { name: "Teams" });
const posted = async () => {
  await expect.poll(() => stub.posted.length).toBe(1);
  return stub.posted[0];
};

it("draws a Teams channel beside the Slack one, threads under their posts", { timeout: 30_000 }, async () => {
  const post = teams().locator("article.post");
  await post.getByRole("heading", { name: "Salesforce: signed out" }).waitFor();

  const slack = await page.getByRole("region", { name: "Slack" }).boundingBox();
  const box = await teams().boundingBox();
  expect(slack?.y).toBe(box?.y);
  expect((slack?.x ?? 0) + (slack?.width ?? 0)).toBeLessThan(box?.x ?? 0);
  expect(await post.count()).toBe(1);
  expect(await post.getByLabel("Reply").textContent()).toContain("operator is told");
  expect(await post.getByText("1,102").count()).toBe(1);
});

it("shows who wrote what", { timeout: 30_000 }, async () => {
  stub.channel.push(message("3", { from: "viewer", text: "@crmsync status" }));
  const post = teams().locator("article.post", { hasText: "@crmsync status" });
  await post.waitFor();

  const writers = await teams().locator("article header b").allTextContents();

  expect(writers).toEqual(["crmsync", "crmsync", "viewer"]);
});

it("shows times in the reader's zone", { timeout: 30_000 }, async () => {
  const since = await teams().getByText("Nov 21").textContent();

  expect(since).toMatch(/Nov 21, 2026 6:12.PM/);
});

it("shows the chat that is chosen, and both again", { timeout: 30_000 }, async () => {
  await teams().waitFor();

  await page.getByRole("button", { name: "Slack", exact: true }).click();
  const onlySlack = await teams().count();
  await page.getByRole("button", { name: "Teams", exact: true }).click();
  const onlyTeams = await page.getByRole("region", { name: "Slack" }).count();
  await page.getByRole("button", { name: "Both", exact: true }).click();

  expect([onlySlack, onlyTeams]).toEqual([0, 0]);
  expect(await page.locator("section.chat").count()).toBe(2);
});

it("has no Teams where the sandbox has none", { timeout: 30_000 }, async () => {
  stub.present = false;

  await page.reload();
  await page.getByRole("button", { name: "#crm-sync" }).waitFor();
  await page.getByText("Daemon running").waitFor();

  expect(await teams().count()).toBe(0);
  expect(await page.getByRole("button", { name: "Both" }).count()).toBe(0);
});

it("keeps the newest post in sight while posts come and grow, and leaves a reader where they are", {
  timeout: 30_000,
}, async () => {
  const list = teams().locator(".messages");
  const fromEnd = () => list.evaluate((one) => Math.round(one.scrollHeight - one.scrollTop - one.clientHeight));
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`).join("\n");
  stub.channel.push(message("5", { text: lines(60) }));
  await teams().getByText("line 59").waitFor();
  await expect.poll(fromEnd).toBe(0);
  stub.channel[2] = message("5", { text: lines(90), version: 2 });
  await teams().getByText("line 89").waitFor();
  await expect.poll(fromEnd).toBe(0);

  await list.evaluate((one) => one.scrollTo(0, 100));
  stub.channel.push(message("6", { text: "one more" }));
  await teams().getByText("one more").waitFor();

  expect(await list.evaluate((one) => one.scrollTop)).toBe(100);
});

it("sends what is typed after the mention", { timeout: 30_000 }, async () => {
  const line = teams().getByLabel("@crmsync");
  await line.fill("@crmsync status salesforce");

  await line.press("Enter");

  const body = { user: "operator", channel: "crm-alerts", text: "status salesforce" };
  expect(await posted()).toEqual({ path: "/teams/command", body });
});

it("presses a button as the chosen person", { timeout: 30_000 }, async () => {
  await page.getByRole("button", { name: "admin" }).click();

  await teams().getByRole("button", { name: "Reconnect" }).click();

  const body = { user: "admin", channel: "crm-alerts", message: "1", action: "a-1" };
  expect(await posted()).toEqual({ path: "/teams/press", body });
});

it("asks first where the card asks", { timeout: 30_000 }, async () => {
  await teams().getByRole("button", { name: "Disconnect", exact: true }).click();
  await teams().getByText("Nothing is sent to Salesforce until").waitFor();
  const before = stub.posted.length;

  await teams().getByRole("button", { name: "Yes, disconnect" }).click();

  expect(before).toBe(0);
  expect(await posted()).toMatchObject({ path: "/teams/press", body: { message: "1", action: "a-2" } });
});

it("sends what was picked with the action that picks", { timeout: 30_000 }, async () => {
  await teams().getByRole("combobox", { name: "Snooze" }).selectOption("Until tomorrow");

  await teams().getByRole("button", { name: "Snooze" }).click();

  expect(await posted()).toMatchObject({ path: "/teams/press", body: { action: "a-5", value: "1d" } });
});

it("keeps what was picked while nothing changes, and redraws an edited card", { timeout: 30_000 }, async () => {
  const menu = teams().getByRole("combobox", { name: "Snooze" });
  await menu.selectOption("1d");
  stub.channel[1] = message("2", { thread: "1", text: "09:15 viewer looks." });
  await teams().getByText("viewer looks").waitFor();
  const kept = await menu.inputValue();

  stub.channel[0] = message("1", { cards: [resolved], version: 3 });
  await teams().getByRole("heading", { name: "Salesforce: signed in again" }).waitFor();

  expect(kept).toBe("1d");
  expect(await teams().getByRole("button", { name: "Reconnect" }).count()).toBe(0);
  expect(await teams().getByText("Edited ×2").count()).toBe(1);
});

it("opens a link in a tab of its own that cannot reach back", { timeout: 30_000 }, async () => {
  await page.context().route("https://crm.example.test/**", (route) => route.fulfill({ body: "setup" }));
  const opening = page.context().waitForEvent("page");

  await teams().getByRole("link", { name: "Open in Salesforce" }).click();
  const tab = await opening;
  await tab.waitForLoadState();

  expect(tab.url()).toBe("https://crm.example.test/setup");
  expect(await tab.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);
  expect(stub.posted).toEqual([]);
});

it("fills a dialog by its labels, shows what was wrong, and closes it", { timeout: 30_000 }, async () => {
  stub.next = dialog;
  const open = teams().getByRole("dialog", { name: "Assign the incident" });
  await teams().getByRole("button", { name: "Assign" }).click();
  await open.getByText("They are told in their own chat.").waitFor();
  const [who] = dialog.fields;
  stub.next = { ...dialog, fields: [{ ...who, error: "Nobody is called so." }] };
  await open.getByLabel("Who").fill("ada");

  await open.getByRole("button", { name: "Assign" }).click();
  await open.getByRole("alert").waitFor();
  const refused = await open.getByRole("alert").textContent();
  stub.next = null;
  await open.getByLabel("Who").fill("admin");
  await open.getByRole("button", { name: "Assign" }).click();
  await open.waitFor({ state: "detached" });

  expect(refused).toBe("Nobody is called so.");
  expect(stub.posted[0]).toMatchObject({ path: "/teams/press", body: { action: "a-3" } });
  const first = { user: "operator", view: "D1", values: { Who: "ada", Until: "tonight" } };
  expect(stub.posted[1]).toEqual({ path: "/teams/submit", body: first });
  expect(stub.posted[2]).toMatchObject({ path: "/teams/submit", body: { values: { Who: "admin" } } });
});

it("says what a dialog without fields says", { timeout: 30_000 }, async () => {
  stub.next = { ...dialog, title: "Assigned", fields: [], buttons: [], card: null, text: "Ada was told." };

  await teams().getByRole("button", { name: "Assign" }).click();
  const open = teams().getByRole("dialog", { name: "Assigned" });
  await open.getByText("Ada was told.").waitFor();
  await open.getByRole("button", { name: "Close" }).click();
  await open.waitFor({ state: "detached" });

  expect(stub.posted.at(-1)).toEqual({ path: "/teams/close", body: { user: "operator", view: "D1" } });
});

it("sends a form that stands in a message", { timeout: 30_000 }, async () => {
  stub.channel[0] = message("1", { cards: [inlineForm] });
  await teams().getByRole("textbox", { name: "Why" }).fill("On holiday");

  await teams().getByRole("button", { name: "Save" }).click();

  const body = { user: "operator", view: "1", values: { Why: "On holiday" } };
  expect(await posted()).toEqual({ path: "/teams/submit", body });
});

it("marks what only one person was shown, and their own view of a card wins", { timeout: 30_000 }, async () => {
  stub.own.push(message("1", { cards: [resolved], private: true }), message("3", { text: "No role.", private: true }));

  await teams().getByText("No role.").waitFor();
  const marks = await teams().getByText("Only you can see this").count();
  const own = await teams().getByRole("heading", { name: "Salesforce: signed in again" }).count();
  await page.getByRole("button", { name: "viewer" }).click();
  await teams().getByRole("heading", { name: "Salesforce: signed out" }).waitFor();

  expect([marks, own]).toEqual([2, 1]);
  expect(await teams().getByText("Only you can see this").count()).toBe(0);
});

it("draws text from elsewhere as text", { timeout: 30_000 }, async () => {
  const title = await page.title();
  stub.channel[0] = message("1", { cards: [hostile] });
  stub.channel[1] = message("2", { thread: "1", text: EVIL });
  await teams().getByText("<b>bold</b>").first().waitFor();

  await teams().getByRole("link", { name: "Away" }).click();

  expect(await teams().locator("img, script, b, a").allTextContents()).toEqual(["crmsync", "crmsync"]);
  expect(await teams().getByRole("heading").last().textContent()).toContain("<img src=x");
  expect(await page.title()).toBe(title);
  expect(
    page
      .context()
      .pages()
      .filter((one) => one.url().startsWith("javascript")).length,
  ).toBe(0);
});

it("is used with the keyboard alone", { timeout: 30_000 }, async () => {
  stub.next = dialog;
  await teams().getByRole("combobox").focus();
  for (const _ of ["Snooze", "Reconnect", "Disconnect", "Assign"]) await page.keyboard.press("Tab");

  await page.keyboard.press("Enter");
  const open = teams().getByRole("dialog");
  await open.waitFor();
  const first = await page.evaluate(() => document.activeElement?.id);
  await page.keyboard.press("Escape");
  await open.waitFor({ state: "detached" });

  expect(first).toBe("field-field:who");
  expect(stub.posted).toMatchObject([{ body: { action: "a-3" } }, { path: "/teams/close" }]);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-action-id"))).toBe("a-3");
});

it("has a name for everything that is used", { timeout: 30_000 }, async () => {
  await teams().getByRole("heading", { name: "Salesforce: signed out" }).waitFor();

  const tree = await teams().ariaSnapshot();

  expect(tree.split("\n").filter((line) => /- (button|combobox|textbox|link|img)(:|$| \[)/.test(line))).toEqual([]);
  expect(tree).toMatch(/- img "critical"[\s\S]*- combobox "Snooze"[\s\S]*- button "Reconnect"/);
});

it("has nothing to complain about", () => {
  expect(complaints).toEqual([]);
});
