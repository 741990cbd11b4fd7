import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Outside, runCli } from "../../src/cli.ts";
import { type Env, readConfig } from "../../src/config.ts";

const YAML = `workspace: meadow
connections:
  crm: { provider: salesforce, objects: [contact], poll: 5m }
objects:
  contact: { match: [[email]], required: [email] }
`;

let folder = "";
let out: string[] = [];
let errors: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crmsync-cli-"));
  out = [];
  errors = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void errors.push(text));
});
afterEach(() => vi.restoreAllMocks());

function read(env: Env = {}, yaml = YAML) {
  const all = {
    DATABASE_URL: join(folder, "workspace.sqlite"),
    CRMSYNC_SECRET: "a secret of at least thirty-two characters",
    SALESFORCE_CLIENT_ID: "app",
    SALESFORCE_CLIENT_SECRET: "app-secret",
    SALESFORCE_LOGIN_URL: "http://127.0.0.1:1",
    ...env,
  };
  return readConfig({ env: all, readText: () => yaml, mode: () => 0o600 });
}

const cli = (words: string, env?: Env, outside?: Outside) =>
  runCli(words === "" ? [] : words.split(" "), read(env), outside);
const json = () => JSON.parse(out.at(-1) ?? "null");

describe("exit codes", { timeout: 30_000 }, () => {
  it.each([
    ["status", 0],
    ["runs", 0],
    ["limits", 0],
    ["failures", 0],
    ["digest", 0],
    ["help pause", 0],
    ["record nobody@x.test", 1],
    ["runs run_none", 1],
    ["diagnose crm", 1],
    ["statsu", 2],
    ["status nothing", 2],
    ["status --jsno", 2],
    ["config", 2],
    ["help nothing", 2],
  ])("%s: %i", async (words, code) => {
    expect(await cli(words)).toBe(code);
    expect([...out, ...errors].join("")).not.toBe("");
  });

  it("is 3 where the database cannot be reached", async () => {
    expect(await cli("status", { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" })).toBe(3);
  });

  it("takes no word for a cry for help, without a configuration too", async () => {
    const code = await runCli([], readConfig({ env: {}, readText: () => "nonsense: 1", mode: () => 0o600 }));

    expect(code).toBe(0);
    expect(out.join()).toContain("What you can ask");
    expect(out.join()).toContain("migrate");
  });

  it("says the nearest flag and command", async () => {
    await cli("status --jsno");
    await cli("diagnoze crm");

    expect(errors.join(" ")).toContain("Did you mean “--json”?");
    expect(errors.join(" ")).toContain("Did you mean “diagnose”?");
  });
});

describe("--json", { timeout: 30_000 }, () => {
  it("gives the data, not the card", async () => {
    await cli("status --json");

    expect(json()).toMatchObject({
      kind: "status",
      state: "attention",
      data: [{ name: "crm", provider: "salesforce" }],
    });
    expect(json()).not.toHaveProperty("sections");
  });

  it("gives one document for what is asked first and done", async () => {
    const code = await cli("pause crm until Monday --yes --json");

    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    expect(json()).toMatchObject({
      kind: "pause",
      state: "paused",
      data: { connection: "crm", paused: { why: "until Monday" } },
    });
  });

  it("gives the bundle of a diagnosis (A23, B40)", async () => {
    await cli("diagnose crm --json");

    expect(json().data).toMatchObject({
      workspace: "meadow",
      connection: "crm",
      findings: [{ what: "Sign-in", ok: false }],
    });
  });
});

describe("what asks first", { timeout: 30_000 }, () => {
  it("does nothing without --yes where nobody can be asked, and says so", async () => {
    const code = await cli("pause crm");

    expect(code).toBe(1);
    expect(errors.join()).toContain("Nothing was done. Add --yes");
    await cli("resume crm --json");
    expect(json()).toMatchObject({ state: "running_already" });
  });

  it("disconnects with --yes", async () => {
    const code = await cli("disconnect crm --yes");

    expect(code).toBe(0);
    expect(out.join("\n")).toContain("Crm is disconnected".replace("Crm", "Salesforce (crm)"));
  });

  it("acts as cli: and the name of the user of the machine", async () => {
    await cli("pause crm --yes");
    await cli("resume crm --json");

    await cli("status --json");
    expect(json().data[0].health.state).not.toBe("paused");
    await cli("pause crm why --yes --json");
    expect(json().data.paused.by).toBe(userInfo().username);
  });
});

describe("doctor", { timeout: 30_000 }, () => {
  it("looks at everything, the chats too, and fails when something is wrong", async () => {
    const chat = { what: "token", ok: true, detail: "It works.", todo: null };

    const code = await cli("doctor --json", {}, { examineChat: async () => [chat] });

    expect(code).toBe(1);
    const whats = json().data.findings.map((each: { what: string }) => each.what);
    expect(whats).toEqual([
      "Database",
      "Disk",
      "Clock",
      "Schedule",
      "Salesforce (crm)",
      "Chat token",
      "Messages",
      "Unknown errors",
    ]);
  });

  it("tells a wrong configuration as its first finding", async () => {
    const code = await runCli(["doctor"], read({}, `${YAML}conections: {}\n`));

    expect(code).toBe(1);
    expect(out.join("\n")).toContain("First: Configuration.");
    expect(out.join("\n")).toContain("conections");
  });

  it("tells a database that cannot be reached, and one that is none", async () => {
    writeFileSync(
      join(folder, "broken.sqlite"),
      "this is no database at all, but a text that is long enough to look like one".repeat(30),
    );

    const away = await cli("doctor", { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
    const broken = await cli("doctor --json", { DATABASE_URL: join(folder, "broken.sqlite") });

    expect([away, broken]).toEqual([3, 3]);
    expect(out[0]).toContain("First: Database.");
    expect(json().data.findings[1]).toMatchObject({ what: "Database", ok: false });
  });
});
