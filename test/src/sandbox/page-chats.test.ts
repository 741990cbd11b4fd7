import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningSandbox, runSandbox } from "../../../src/sandbox/index.ts";
import { dialog, resolved, signedOut } from "./page-teams-cards.ts";

// The page and the simulated Teams together; what the page does by itself is in page-teams.test.ts.

const complaints: string[] = [];
/** What the simulated Teams sent to the bot. */
const activities: Record<string, unknown>[] = [];
let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;

const CARD = "application/vnd.microsoft.card.adaptive";
const CHANNEL = encodeURIComponent("19:crm-alerts@thread.tacv2");
const attached = (content: unknown) => ({ type: "message", attachments: [{ contentType: CARD, content }] });
const form = {
  ...dialog.card,
  actions: [{ type: "Action.Submit", title: "Assign", data: { crmsync: { form: "f-1" } } }],
};

/** Stands in for the daemon's bot: a button is answered in private, a form's button with a dialog. */
async function bot(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const isTeams = request.url === "/api/messages";
  const activity = isTeams ? JSON.parse(Buffer.concat(chunks).toString("utf8")) : {};
  activities.push(activity);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answerTo(String(activity.name))));
}

function answerTo(name: string): unknown {
  const said = "application/vnd.microsoft.activity.message";
  if (name === "adaptiveCard/action") return { statusCode: 200, type: said, value: "Only an operator may do this." };
  const value = { title: "Assign", card: { contentType: CARD, content: form } };
  return name === "task/fetch" ? { task: { type: "continue", value } } : {};
}

async function teams(method: string, path: string, body: unknown): Promise<{ id: string }> {
  const { services } = await (await fetch(`${sandbox.url}/_sandbox`)).json();
  const headers = { authorization: `Bearer ${services.teams.token}`, "content-type": "application/json" };
  const url = `${services.teams.url}/teams/connector/v3/conversations/${CHANNEL}/activities${path}`;
  return (await fetch(url, { method, headers, body: JSON.stringify(body) })).json();
}

beforeAll(async () => {
  const daemon = createServer((request, response) => void bot(request, response)).listen(0, "127.0.0.1");
  await once(daemon, "listening");
  const address = daemon.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  sandbox = await runSandbox({ port: 0, daemon: null, env: { PORT: String(port) }, print: () => {}, signals: false });
  const executablePath = await chromium.executablePath();
  browser = await launcher.launch({ args: chromium.args, executablePath, headless: true });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(sandbox.url);
  return () => daemon.close();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

const region = () => page.getByRole("region", { name: "Teams" });
const sent = (name: string) => activities.filter((one) => one.name === name);

it("shows a card, and a press reaches the bot as the chosen person", { timeout: 30_000 }, async () => {
  await teams("POST", "", attached(signedOut));
  await page.getByRole("button", { name: "viewer" }).click();

  await region().getByRole("button", { name: "Reconnect" }).click();
  await region().getByRole("status").getByText("Only an operator may do this.").waitFor();

  const action = { id: "a-1", verb: "press", data: { crmsync: { id: "a-1" } } };
  expect(sent("adaptiveCard/action")).toMatchObject([{ from: { name: "viewer" }, value: { action } }]);
  await page.getByRole("button", { name: "operator" }).click();
  await region().getByText("Only an operator may do this.").waitFor({ state: "detached" });
});

it("sends a choice and a confirmed action", { timeout: 30_000 }, async () => {
  await region().getByRole("combobox", { name: "Snooze" }).selectOption("For one hour");
  await region().getByRole("button", { name: "Snooze" }).click();
  await expect.poll(() => sent("adaptiveCard/action").length).toBe(2);
  await region().getByRole("button", { name: "Disconnect", exact: true }).click();

  await region().getByRole("button", { name: "Yes, disconnect" }).click();
  await expect.poll(() => sent("adaptiveCard/action").length).toBe(3);

  const data = { crmsync: { id: "a-5" }, "choice:a-5": "1h" };
  expect(sent("adaptiveCard/action")[1]).toMatchObject({ value: { action: { data } } });
  expect(sent("adaptiveCard/action")[2]).toMatchObject({ value: { action: { id: "a-2" } } });
});

it("opens a dialog, fills it and sends it", { timeout: 30_000 }, async () => {
  await region().getByRole("button", { name: "Assign" }).click();
  const open = region().getByRole("dialog", { name: "Assign" });
  await open.getByLabel("Who").fill("admin");

  await open.getByRole("button", { name: "Assign" }).click();
  await open.waitFor({ state: "detached" });

  const data = { crmsync: { form: "f-1" }, "field:who": "admin" };
  expect(sent("task/submit")).toMatchObject([{ from: { name: "operator" }, value: { data } }]);
});

it("closes a dialog without sending it", { timeout: 30_000 }, async () => {
  await region().getByRole("button", { name: "Assign" }).click();
  const open = region().getByRole("dialog", { name: "Assign" });
  await open.waitFor();

  await page.keyboard.press("Escape");
  await open.waitFor({ state: "detached" });

  expect(sent("task/submit").length).toBe(1);
});

it("shows an edit in place and a reply under it", { timeout: 30_000 }, async () => {
  const { id } = await teams("POST", "", attached(resolved));
  const post = region().locator(`article.post[data-message-id="${id}"]`);
  await post.getByRole("heading", { name: "Salesforce: signed in again" }).waitFor();

  await teams("PUT", `/${id}`, attached(signedOut));
  await teams("POST", `/${id}`, { type: "message", text: "Seen by operator." });
  await post.locator("article", { hasText: "Seen by operator." }).waitFor();

  expect(await post.getByRole("heading").allTextContents()).toEqual([" Salesforce: signed out"]);
  expect(await post.getByText("Edited ×1").count()).toBe(1);
});

it("mentions the bot with what is typed, and shows it under the writer's name", { timeout: 30_000 }, async () => {
  const line = region().getByLabel("@crmsync");
  await line.fill("status salesforce");

  await line.press("Enter");
  await region().locator("article", { hasText: "@crmsync status salesforce" }).waitFor();

  const text = "<at>crmsync</at> status salesforce";
  const told = activities.filter((one) => one.type === "message");
  expect(told).toMatchObject([{ from: { name: "operator" }, text }]);
  expect(await region().locator("article header b").last().textContent()).toBe("operator");
});

it("has nothing to complain about", () => {
  expect(complaints).toEqual([]);
});
