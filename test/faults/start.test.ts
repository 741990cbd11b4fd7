import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
const secrets = {
  CRMSYNC_SECRET: "a secret of at least thirty-two characters",
  SALESFORCE_CLIENT_ID: "id",
  SALESFORCE_CLIENT_SECRET: "secret",
};
const teams = {
  ...secrets,
  TEAMS_APP_ID: "0a1b2c3d-0000-4000-8000-00000000000a",
  TEAMS_APP_PASSWORD: "a password of the app",
  TEAMS_TENANT_ID: "0a1b2c3d-0000-4000-8000-0000000000aa",
};

/** Runs the program in a folder of its own with just this configuration and environment. */
function run(
  args: readonly string[],
  yaml: string | null,
  env: Record<string, string>,
  folder = mkdtempSync(join(tmpdir(), "crmsync-start-")),
) {
  if (yaml !== null) writeFileSync(join(folder, "crmsync.yml"), yaml);
  const done = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, ...env },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status: done.status, text: `${done.stdout}${done.stderr}`, folder };
}

const good = "workspace: test\nconnections:\n  crm: { provider: salesforce }\n";

describe("a start that must not be", { timeout: 60_000 }, () => {
  it("lists every fault of a broken file with its place, what was found, what is allowed and the nearest name", () => {
    const yaml =
      "workspace: test\nconnections:\n  crm: { provider: salesfroce, pol: 5s }\nobjects:\n  contact:\n    match: [[emial]]\n";

    const { status, text } = run(["start"], yaml, secrets);

    expect(status).toBe(1);
    for (const part of [
      "crmsync.yml:3:",
      "salesfroce",
      "salesforce",
      "pol",
      "poll",
      "crmsync.yml:6:",
      "emial",
      "email",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it.each([
    ["no secret", { ...secrets, CRMSYNC_SECRET: "" }, "openssl rand -base64"],
    ["a short secret", { ...secrets, CRMSYNC_SECRET: "short" }, "32"],
    ["http off loopback", { ...secrets, PUBLIC_URL: "http://crmsync.example.com" }, "https"],
    [
      "Teams without proof off loopback",
      { ...secrets, HOST: "0.0.0.0", PUBLIC_URL: "https://crmsync.example.com", TEAMS_ALLOW_UNAUTHENTICATED: "true" },
      "for trials with HOST and PUBLIC_URL on loopback",
    ],
    [
      "Teams without proof behind a public address",
      { ...secrets, PUBLIC_URL: "https://crmsync.example.com", TEAMS_ALLOW_UNAUTHENTICATED: "true" },
      "for trials with HOST and PUBLIC_URL on loopback",
    ],
    ["a login of Teams without https", { ...teams, TEAMS_LOGIN_URL: "http://login.example.com" }, "TEAMS_LOGIN_URL"],
    [
      "keys of Teams without https",
      { ...teams, TEAMS_OPENID_METADATA_URL: "http://login.example.com/openid" },
      "TEAMS_OPENID_METADATA_URL",
    ],
    [
      "an app of Teams without its password",
      { ...secrets, TEAMS_APP_ID: "0a1b2c3d-0000-4000-8000-00000000000a" },
      "Set TEAMS_APP_PASSWORD",
    ],
    ["an open host without a public address", { ...secrets, HOST: "0.0.0.0" }, "PUBLIC_URL"],
  ])("refuses %s and says the mend", (_, env, mend) => {
    const { status, text } = run(["start"], good, env);

    expect(status).toBe(1);
    expect(text).toContain(mend);
  });

  it("refuses a channel of Teams without an app, and says where to find what is missing", () => {
    const channel = 'channels:\n  ops: { platform: teams, channel: "19:abc@thread.tacv2" }\n';

    const { status, text } = run(["start"], `${good}${channel}`, secrets);

    expect(status).toBe(1);
    for (const part of ["crmsync.yml:5:", "teams needs TEAMS_APP_ID", "Microsoft App ID", "TEAMS_TENANT_ID"])
      expect(text).toContain(part);
  });

  it("refuses another secret than the database was sealed with, and touches nothing", () => {
    const first = run(["migrate"], good, secrets);

    const { status, text } = run(
      ["start"],
      good,
      { ...secrets, CRMSYNC_SECRET: "another secret of thirty-two characters!" },
      first.folder,
    );

    expect(first.status).toBe(0);
    expect(status).toBe(1);
    expect(text).toMatch(/CRMSYNC_SECRET is not the one/);
    expect(text).not.toContain("another secret");
  });
});

describe("the terminal", { timeout: 60_000 }, () => {
  it("says where everything stands without a daemon, in words and for machines", () => {
    const { folder } = run(["migrate"], good, secrets);

    const words = run(["status"], null, secrets, folder);
    const machine = run(["status", "--json"], null, secrets, folder);

    expect(words.status).toBe(0);
    expect(words.text).toContain("crm");
    expect(JSON.parse(machine.text)).toMatchObject({ kind: "status" });
  });

  it("answers an unknown verb with the nearest one, and by its exit code", () => {
    const { folder } = run(["migrate"], good, secrets);

    const { status, text } = run(["statsu"], null, secrets, folder);

    expect(status).toBe(2);
    expect(text).toContain("status");
  });

  it("tells a database that cannot be reached from a refusal", () => {
    const { status } = run(["status"], good, { ...secrets, DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });

    expect(status).toBe(3);
  });

  it("checks a configuration", () => {
    expect(run(["config", "check"], good, secrets)).toMatchObject({ status: 0 });
    expect(run(["config", "check"], `${good}x: 1\n`, secrets)).toMatchObject({ status: 1 });
  });
});
