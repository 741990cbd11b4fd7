import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Log } from "../../engine/index.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { createScrub, secretsOf } from "../../src/scrub.ts";
import { bedConfig } from "../fakes/bed-config.ts";
import { APP, TENANT } from "../fakes/teams-stage.ts";
import { type Artefact, inEveryForm, leaks } from "./canaries.ts";
import { callChat, repeatingChat } from "./secrets-chat.ts";
import { liveThrough } from "./secrets-crm.ts";
import { callTeams, repeatingTeams } from "./secrets-teams.ts";

/** With signs that every coding writes in another way. */
const noise = (sign: string) => `canary-of-at-least-32-characters-${sign}${sign}/+"w&9=\\r${sign}${sign}${sign}`;
const password = noise("dB");
function databaseAt(port: number): string {
  return `postgres://crm:${encodeURIComponent(password)}@127.0.0.1:${port}/crm`;
}
const env = {
  CRMSYNC_SECRET: noise("kY"),
  DATABASE_URL: databaseAt(5432),
  SLACK_BOT_TOKEN: "xoxb-4242-5151-canaryBotTokenQ7wE9",
  SLACK_SIGNING_SECRET: "c0ffee11c0ffee22c0ffee33c0ffee44",
  SLACK_APP_TOKEN: "xapp-1-A042-5151-canaryAppTokenZ3xC",
  TEAMS_APP_ID: APP,
  TEAMS_APP_PASSWORD: noise("tM"),
  TEAMS_TENANT_ID: TENANT,
  SALESFORCE_CLIENT_SECRET: noise("sF"),
  HUBSPOT_CLIENT_SECRET: noise("hS"),
  HUBSPOT_CLIENT_ID: "app-2",
};
const canaries = new Map<string, Set<string>>([
  ["CRMSYNC_SECRET", new Set([env.CRMSYNC_SECRET])],
  ["database password", new Set([password])],
  ["SLACK_BOT_TOKEN", new Set([env.SLACK_BOT_TOKEN])],
  ["SLACK_SIGNING_SECRET", new Set([env.SLACK_SIGNING_SECRET])],
  ["SLACK_APP_TOKEN", new Set([env.SLACK_APP_TOKEN])],
  ["TEAMS_APP_PASSWORD", new Set([env.TEAMS_APP_PASSWORD])],
]);
const note = (name: string, value: string | null | undefined) => {
  if (value) canaries.set(name, (canaries.get(name) ?? new Set()).add(value));
};

const configured = [...canaries.values()].flatMap((values) => [...values]);
const lines: string[] = [];
const scrub = createScrub(secretsOf(bedConfig(sandboxSettings(), env).env));
/** As the daemon's own. */
const log: Log = (level, message, fields = {}) => {
  lines.push(JSON.stringify({ level, ...(scrub.deep(fields) as object), msg: scrub.text(message) }));
};
let artefacts: readonly Artefact[] = [];

beforeAll(async () => {
  const { bot: teams } = await repeatingTeams({ env, log, note });
  const chats = [repeatingChat({ env, log }), teams];
  const [programs, refused, crm, ...said] = await Promise.all([
    runPrograms(),
    runRefused(),
    liveThrough({ env: { ...env, DATABASE_URL: ":memory:" }, note, log, chats }),
    callChat({ env, log }),
    callTeams({ env, log, note }),
  ]);
  for (const secret of configured) {
    const told = inEveryForm(secret);
    log("error", `with ${told}`, { [told]: [told], cause: new Error(told), long: "y".repeat(7_990) + told });
  }
  artefacts = [...programs, ...refused, ...crm, ...said.flat(), { name: "the log", text: lines.join("\n") }];
}, 120_000);

/** The program itself, whose database refuses it and repeats the password. */
async function runPrograms(): Promise<readonly Artefact[]> {
  const words = Buffer.from(`SFATAL\0C28P01\0Mno such user: ${inEveryForm(password)}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(words.length + 4);
  const refusal = Buffer.concat([Buffer.from("E"), length, words]);
  const database = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end(refusal)));
  await new Promise<void>((resolve) => database.listen(0, "127.0.0.1", resolve));
  const { port } = database.address() as AddressInfo;

  const own = { DATABASE_URL: databaseAt(port), TEAMS_LOGIN_URL: "http://127.0.0.1:1/login" };
  const told = await Promise.all([run(own, "start"), run(own, "status"), run(own, "doctor", "--json")]);
  database.close();
  return told;
}

/** The program itself, whom Microsoft's login refuses with its own words. */
async function runRefused(): Promise<readonly Artefact[]> {
  const login = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString();
    const words = [...new URLSearchParams(sent).values(), sent].map(inEveryForm).join(" ");
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: "invalid_client", error_description: words, error_uri: words }));
  });
  await new Promise<void>((resolve) => login.listen(0, "127.0.0.1", resolve));
  const { port } = login.address() as AddressInfo;
  const file = join(mkdtempSync(join(tmpdir(), "crmsync-secrets-")), "w.sqlite");
  const own = { DATABASE_URL: `sqlite:${file}`, TEAMS_LOGIN_URL: `http://127.0.0.1:${port}` };
  const told = [await run(own, "migrate"), await run(own, "doctor", "--json"), await run(own, "diagnose", "hubspot")];
  login.close();
  return told.map(({ name, text }) => ({ name: `refused ${name}`, text }));
}

function run(more: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Artefact> {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-secrets-"));
  writeFileSync(join(folder, "crmsync.yml"), sandboxSettings());
  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  const own = { ...env, SALESFORCE_CLIENT_ID: "app", SLACK_API_URL: "http://127.0.0.1:1/api/", ...more };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: own, timeout: 60_000 });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        text += chunk;
      });
    child.on("close", () => resolve({ name: `crmsync ${args.join(" ")}`, text }));
  });
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
        "TEAMS_APP_PASSWORD",
        "Teams access token",
        "Teams request token",
        "database password",
        "hubspot access_token",
        "hubspot client_secret",
        "hubspot refresh_token",
        "refreshed access token",
        "revoked token",
        "salesforce access_token",
        "salesforce client_secret",
        "salesforce refresh_token",
        "sign-in cookie",
      ]
    `);
    expect(lines.length).toBeGreaterThan(50);
    for (const program of artefacts.filter(({ name }) => name.startsWith("crmsync "))) {
      expect(program.text).toContain("no such user: (secret)");
    }
    const doctor = artefacts.find(({ name }) => name === "refused crmsync doctor --json");
    expect(doctor?.text).toContain("invalid_client");
  });

  it("stand in no log, card, table, file, metric or program output", () => {
    expect(leaks(artefacts, canaries)).toEqual([]);
  });

  it("would be found in whatever way they are written", () => {
    const planted = [...canaries].flatMap(([name, [value = ""]]) =>
      inEveryForm(value)
        .split(" ")
        .map((text, way) => ({
          name: `${name}, way ${way}`,
          text: JSON.stringify({ said: `a leak: ${text}, and more` }),
        })),
    );

    const found = leaks(planted, canaries);

    expect(planted.filter((one) => !found.some((leak) => leak.startsWith(`${one.name}: `)))).toEqual([]);
  });
});
