import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// What the README tells a newcomer, done in a real browser: from a fresh checkout to a repaired record and a CRM that
// is connected again. SCREENSHOTS=docs npx vitest run test/faults/walk.test.ts makes the README's pictures anew.

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const pictures = ["first-sync", "failures", "record", "signed-out"] as const;
const minute = 60_000;

describe("the walk through README and page", { timeout: 4 * minute }, () => {
  let program: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    const folder = freshCheckout();
    const [, command] = /\*\*Start\*\*[^|]*\| `npm ci && (npm \w+)`/.exec(readme) ?? [];
    if (command === undefined) throw new Error("the README does not say how to start");
    const [npm = "", ...words] = command.split(" ");
    program = spawn(npm, words, {
      cwd: folder,
      env: { ...process.env, SANDBOX_PORT: "0", PORT: "" },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    url = await printedAddress(program);
    browser = await launcher.launch({
      args: chromium.args,
      executablePath: await chromium.executablePath(),
      headless: true,
    });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
  }, 2 * minute);

  afterAll(async () => {
    await browser?.close();
    // npm and what it started.
    if (program?.pid !== undefined) process.kill(-program.pid, "SIGTERM");
  });

  const slack = () => page.getByRole("region", { name: "Slack" });
  const teams = () => page.getByRole("region", { name: "Teams" });
  const message = (about: RegExp) => page.locator("article.message", { hasText: about }).last();

  it("shows the first sync of each CRM, each in one message that ends in complete", async () => {
    for (const chat of [slack(), teams()])
      for (const crm of ["Salesforce", "HubSpot", "Pipedrive"])
        await chat
          .getByText(`${crm}: the first sync is complete`)
          .first()
          .waitFor({ timeout: 3 * minute });

    expect(await page.locator("article.message", { hasText: /first sync/ }).count()).toBe(3);
    await picture("first-sync");
  });

  it("answers what is typed, to the person who typed it", async () => {
    await type("status");
    await message(/Salesforce: healthy/).waitFor();
    await type("failures");
    const answer = page.locator("article.message.private", { hasText: /\d+ records failed/ }).last();
    await answer.waitFor();

    expect(await answer.innerText()).toContain("DATA_PICKLIST_INVALID");
    await picture("failures");
  });

  it("repairs a record: its cause is mended in the CRM, Resync reads it back, and its card says so", async () => {
    const id = await refusedContact();
    await type(`record ${id}`);
    // Pipedrive's share may still be on its way.
    const panel = message(/Contact “.*”: (partly synced|waiting to be sent)/);
    await panel.waitFor();
    await picture("record");
    await widenTitle();

    await panel.getByRole("button", { name: /^Resync/ }).click();
    await page
      .locator("article.message", { hasText: /Resync.*: \d synced/ })
      .last()
      .waitFor({ timeout: 2 * minute });

    expect(await message(/Resync.*: \d synced/).innerText()).toMatch(/read back from the CRM and found right/);
  });

  it("reconnects a CRM whose grant was revoked: card, link, consent, confirmation, green (A5, B6)", async () => {
    await page.getByRole("tab", { name: "Faults" }).click();
    await page
      .locator(".fault", { hasText: "Revoke the grant" })
      .first()
      .getByRole("button", { name: "Do it" })
      .click();
    const card = page.locator("article.message", { hasText: /Salesforce: signed out/ });
    await card.waitFor({ timeout: 3 * minute });
    await teams().getByText("Salesforce: signed out").first().waitFor({ timeout: minute });
    await picture("signed-out");

    await card.getByRole("button", { name: "Reconnect" }).click();
    const link = page.locator("article.message.private a", { hasText: /Sign in/ }).last();
    await link.waitFor({ timeout: minute });
    // Left open: this browser ends with any of its pages.
    const consent = await browser.newPage();
    await consent.goto((await link.getAttribute("href")) ?? "");
    await consent.getByRole("button", { name: /Allow/ }).click();
    await consent.getByText(/Go back to chat and confirm/).waitFor();
    await page.bringToFront();
    await page.getByRole("button", { name: "@crmsync" }).click();
    await slack()
      .getByRole("button", { name: /^Confirm/ })
      .last()
      .click();
    await page.getByRole("button", { name: "#crm-sync" }).click();
    const green = page.locator("article.message", { hasText: /Salesforce: (reconnected|signed in again)/ });
    await green.waitFor({ timeout: minute });

    expect(await page.locator("article.message", { hasText: /Salesforce: signed out/ }).count()).toBe(0);
    await teams()
      .getByText(/Salesforce: (reconnected|signed in again)/)
      .first()
      .waitFor({ timeout: minute });
  });

  it("has a picture of each step in the README", () => {
    for (const name of pictures) {
      expect(readme).toContain(`docs/${name}.png`);
      expect(
        readFileSync(join(root, "docs", `${name}.png`))
          .subarray(1, 4)
          .toString(),
      ).toBe("PNG");
    }
  });

  async function type(text: string): Promise<void> {
    const input = page.locator("#command");
    await input.fill(text);
    await input.press("Enter");
    await slack().locator("form.command:not(.busy)").waitFor();
  }

  /** A contact whose job title is too long for Salesforce. */
  async function refusedContact(): Promise<string> {
    const { records } = await sandbox<{ records: { id: string; fields: Record<string, unknown> }[] }>(
      "/hubspot/records/contacts?limit=100000",
    );
    const found = records.find(({ fields }) => String(fields.jobtitle ?? "").length > 128 && fields.email);
    if (!found) throw new Error("nobody has a title that is too long");
    return String(found.fields.email);
  }

  /** What Salesforce's administrator does. */
  async function widenTitle(): Promise<void> {
    await sandbox("/salesforce/schema/Contact", {
      method: "PATCH",
      body: JSON.stringify({ op: "retype-field", field: "Title", type: "string", length: 255 }),
    });
  }

  async function sandbox<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${url}/_sandbox${path}`, { headers: { "content-type": "application/json" }, ...init });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<T>;
  }

  async function picture(name: (typeof pictures)[number]): Promise<void> {
    const folder = process.env.SCREENSHOTS ? join(root, process.env.SCREENSHOTS) : mkdtempSync(join(tmpdir(), "walk-"));
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
});

/** The files that git knows, as a clone has them, with the packages that are installed here. */
function freshCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-walk-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "" && !/^(docs|test)\//.test(name))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function printedAddress(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    program.once("exit", (code) => reject(new Error(`it ended with ${code}: ${text}`)));
    program.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /crmsync sandbox: (http:\S+)/.exec(text);
      if (found?.[1]) resolve(found[1]);
    });
  });
}
