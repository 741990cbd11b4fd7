import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningSandbox, runSandbox } from "../../../src/sandbox/index.ts";

/** What the page has to say about itself in the console. */
const complaints: string[] = [];
const presses: Record<string, unknown>[] = [];
let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;

const plain = (text: string) => ({ type: "plain_text", text });
const card = {
  channel: "crm-sync",
  text: "Salesforce: signed out",
  blocks: [
    { type: "header", text: plain("Salesforce: signed out") },
    {
      type: "section",
      text: { type: "mrkdwn", text: "*1,284* changes wait. &lt;https://evil.test|click&gt;", verbatim: true },
    },
    {
      type: "actions",
      elements: [
        { type: "button", action_id: "reconnect-1", text: plain("Reconnect"), style: "primary" },
        {
          type: "static_select",
          action_id: "snooze-1",
          placeholder: plain("Snooze"),
          options: [{ text: plain("One hour"), value: "1h" }],
        },
      ],
    },
  ],
};
const form = {
  type: "modal",
  title: plain("Snooze"),
  submit: plain("Save"),
  blocks: [
    { type: "input", block_id: "why", label: plain("Why"), element: { type: "plain_text_input", action_id: "w" } },
  ],
};

/** Stands in for the daemon's bot: answers presses in private, opens a form for a menu. */
async function bot(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
  response.end();
  if (request.url !== "/slack/events") return;
  const payload = JSON.parse(body.get("payload") ?? "{}");
  presses.push(payload);
  if (payload.actions?.[0]?.action_id === "snooze-1")
    await slack("views.open", { trigger_id: payload.trigger_id, view: form });
  else if (payload.response_url !== undefined)
    await fetch(payload.response_url, {
      method: "POST",
      body: JSON.stringify({ text: "Only an operator may do this." }),
    });
}

async function slack(method: string, body: unknown): Promise<unknown> {
  const { services } = await (await fetch(`${sandbox.url}/_sandbox`)).json();
  const headers = { authorization: `Bearer ${services.slack.token}`, "content-type": "application/json" };
  const url = `${services.slack.url}/api/${method}`;
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

beforeAll(async () => {
  const daemon = createServer((request, response) => void bot(request, response)).listen(0, "127.0.0.1");
  await once(daemon, "listening");
  const address = daemon.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  sandbox = await runSandbox({ port: 0, daemon: null, env: { PORT: String(port) }, print: () => {}, signals: false });
  const executablePath = await chromium.executablePath();
  browser = await launcher.launch({ args: chromium.args, executablePath, headless: true });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return () => daemon.close();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

it("shows a message, and a press reaches the bot as the chosen person", { timeout: 30_000 }, async () => {
  await slack("chat.postMessage", card);
  await page.goto(sandbox.url);
  await page.getByRole("button", { name: "viewer" }).click();

  await page.locator("[data-action-id=reconnect-1]").click();
  await page.getByText("Only an operator may do this.").waitFor();

  expect(presses.at(-1)).toMatchObject({ user: { id: "U0VIEWER01" }, actions: [{ action_id: "reconnect-1" }] });
  expect(await page.getByText("only visible to you").count()).toBe(1);
  await page.getByRole("button", { name: "operator" }).click();
  await page.getByText("Only an operator may do this.").waitFor({ state: "detached" });
});

it("draws text that came from elsewhere as text", { timeout: 30_000 }, async () => {
  await page.getByText("changes wait").waitFor();

  expect(await page.locator(".messages a").count()).toBe(0);
  expect(await page.locator(".messages strong, .messages .font-bold").first().textContent()).toContain("1,284");
});

it("fills and sends a form", { timeout: 30_000 }, async () => {
  await page.locator("[data-action-id=snooze-1]").selectOption("1h");
  await page.getByRole("dialog").getByLabel("Why").fill("On holiday");

  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  expect(presses.at(-1)).toMatchObject({
    type: "view_submission",
    view: { state: { values: { why: { w: { value: "On holiday" } } } } },
  });
});

it("edits a record in a CRM", { timeout: 30_000 }, async () => {
  await page.locator(".records tbody tr").first().click();
  const row = page.getByRole("form");
  await row.getByLabel("Title").fill("Chief Tester");

  await row.getByRole("button", { name: "Save in Salesforce" }).click();
  await row.waitFor({ state: "detached" });

  const found = await fetch(`${sandbox.url}/_sandbox/salesforce/records/Contact?Title=Chief%20Tester`);
  expect(await found.json()).toMatchObject({ total: 1 });
});

it("shows Pipedrive's tables, tokens and requests, its own fields by their labels, and edits a record", {
  timeout: 30_000,
}, async () => {
  await page.getByRole("tab", { name: "Pipedrive" }).click();
  await page.getByText("Tokens 0 of 600,000").waitFor();
  await page.locator(".records tbody tr").first().click();
  const row = page.getByRole("form");
  await row.getByLabel("Lead source").selectOption("Marketplace");

  await row.getByRole("button", { name: "Save in Pipedrive" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "activities" }).click();
  await page.locator(".records th", { hasText: "due_date" }).waitFor();

  const { records } = await (await fetch(`${sandbox.url}/_sandbox/pipedrive/records/persons?limit=1`)).json();
  expect(Object.values(records[0].fields)).toContain("Marketplace");
});

it("switches a fault on and off", { timeout: 30_000 }, async () => {
  const active = async () => (await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()).faults;
  const outage = page.getByRole("switch", { name: "HubSpot: Outage" });
  await page.getByRole("tab", { name: "Faults" }).click();

  await outage.click();
  await page.locator("[aria-label='HubSpot: Outage'][aria-checked=true]").waitFor();
  const on = await active();
  await outage.click();
  await page.locator("[aria-label='HubSpot: Outage'][aria-checked=false]").waitFor();

  expect(on).toMatchObject([{ service: "hubspot", fault: "outage" }]);
  expect(await active()).toEqual([]);
});

it("breaks what only Pipedrive has: the scope is named", { timeout: 30_000 }, async () => {
  const scope = page.getByRole("switch", { name: "Pipedrive: Scope missing" });

  await scope.click();
  await page.locator("[aria-label='Pipedrive: Scope missing'][aria-checked=true]").waitFor();

  const { faults } = await (await fetch(`${sandbox.url}/_sandbox/faults`)).json();
  expect(faults).toMatchObject([{ service: "pipedrive", fault: "missing-scope", parameters: { scope: "deals:full" } }]);
});

it("has nothing to complain about, and lets no other script in", async () => {
  const answer = await fetch(sandbox.url);

  expect(complaints).toEqual([]);
  expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
});
