import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Log } from "../../engine/index.ts";
import { createScrub, secretsOf } from "../../src/scrub.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bedConfig } from "../fakes/bed.ts";
import { type Artefact, inEveryForm, leaks } from "./canaries.ts";
import { callChat, repeatingChat } from "./secrets-chat.ts";
import { liveThrough } from "./secrets-crm.ts";

/** With signs that every coding writes in another way. */
const noise = (name: string) => `${name}-7Kq/+"w&9=zE4\\rT`;
const password = noise("database");
const env = {
  CRMSYNC_SECRET: noise("crmsync-secret-of-more-than-32-characters"),
  DATABASE_URL: `postgres://crm:${encodeURIComponent(password)}@127.0.0.1:1/crm`,
  SLACK_BOT_TOKEN: "xoxb-4242-5151-canaryBotTokenQ7wE9",
  SLACK_SIGNING_SECRET: "c0ffee11c0ffee22c0ffee33c0ffee44",
  SLACK_APP_TOKEN: "xapp-1-A042-5151-canaryAppTokenZ3xC",
  SALESFORCE_CLIENT_SECRET: noise("salesforce-client"),
  HUBSPOT_CLIENT_SECRET: noise("hubspot-client"),
  HUBSPOT_CLIENT_ID: "app-2",
};
const canaries = new Map<string, Set<string>>([
  ["CRMSYNC_SECRET", new Set([env.CRMSYNC_SECRET])],
  ["database password", new Set([password])],
  ["SLACK_BOT_TOKEN", new Set([env.SLACK_BOT_TOKEN])],
  ["SLACK_SIGNING_SECRET", new Set([env.SLACK_SIGNING_SECRET])],
  ["SLACK_APP_TOKEN", new Set([env.SLACK_APP_TOKEN])],
]);
const note = (name: string, value: string | null | undefined) => {
  if (value) canaries.set(name, (canaries.get(name) ?? new Set()).add(value));
};

const lines: string[] = [];
const scrub = createScrub(secretsOf(bedConfig(sandboxSettings(), env).env));
/** As the daemon's own. */
const log: Log = (level, message, fields = {}) => {
  lines.push(JSON.stringify({ level, ...(scrub.deep(fields) as object), msg: scrub.text(message) }));
};
let artefacts: readonly Artefact[] = [];

beforeAll(async () => {
  const chat = repeatingChat({ env, log });
  const [programs, crm, said] = await Promise.all([
    runPrograms(),
    liveThrough({ env: { ...env, DATABASE_URL: ":memory:" }, note, log, chat }),
    callChat({ env, log }),
  ]);
  for (const secret of [...canaries.values()].flatMap((values) => [...values]).slice(0, 5))
    log("error", `with ${inEveryForm(secret)}`, { [inEveryForm(secret)]: [inEveryForm(secret)], cause: new Error(inEveryForm(secret)) });
  artefacts = [...programs, ...crm, ...said, { name: "the log", text: lines.join("\n") }];
}, 60_000);

/** The program itself, whose database does not answer. */
async function runPrograms(): Promise<readonly Artefact[]> {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-secrets-"));
  writeFileSync(join(folder, "crmsync.yml"), sandboxSettings());
  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  const own = { ...env, SALESFORCE_CLIENT_ID: "app", SLACK_API_URL: "http://127.0.0.1:1/api/", PORT: "39417", PATH: "/nowhere" };
  const run = (...args: readonly string[]) =>
    new Promise<Artefact>((resolve) => {
      const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: own, timeout: 4_000 });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
      child.on("close", () => resolve({ name: `crmsync ${args.join(" ")}`, text }));
    });
  return Promise.all([run("start"), run("status"), run("doctor", "--json")]);
}

describe("secrets", () => {
  it("are in use and are repeated to us, every one of them", () => {
    expect([...canaries.keys()].sort()).toMatchInlineSnapshot(`
      [
        "CRMSYNC_SECRET",
        "OAuth code",
        "OAuth state",
        "PKCE verifier",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "database password",
        "hubspot access_token",
        "hubspot client_secret",
        "hubspot code",
        "hubspot refresh_token",
        "hubspot token",
        "refreshed access token",
        "salesforce access_token",
        "salesforce client_secret",
        "salesforce code",
        "salesforce refresh_token",
        "salesforce token",
        "sign-in cookie",
      ]
    `);
    expect(lines.length).toBeGreaterThan(50);
  });

  it("stand in no log, card, table, file, metric or program output", () => {
    expect(leaks(artefacts, canaries)).toEqual([]);
  });

  it("would be found, in whatever coding", () => {
    const found = [...canaries].map(([name, [value = ""]]) => {
      const forms = inEveryForm(value).split(" ").map((text, at) => ({ name: String(at), text: `some words ${text} and more` }));
      return [name, leaks(forms, new Map([[name, new Set([value])]])).length] as const;
    });

    expect(found.filter(([, forms]) => forms !== inEveryForm("x").split(" ").length)).toEqual([]);
  });
});
