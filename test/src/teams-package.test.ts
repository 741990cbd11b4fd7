import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32, inflateSync } from "node:zlib";
import { Ajv } from "ajv";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { typedVerbs } from "../../src/commands/index.ts";
import { optionsOf } from "../../src/teams-package/options.ts";
import { pack } from "../../src/teams-package/pack.ts";

const ID = "8f4c2f6e-2d1a-4c55-9d0f-0d8f5a1c7b3e";
const MENU = "status failures record resync reconnect pause resume limits runs diagnose digest help".split(" ");
const ROOT = join(import.meta.dirname, "../..");

function options(words: readonly string[], env: Record<string, string> = {}) {
  const wish = optionsOf(words, env);
  if (!wish.ok) throw new Error(wish.problem);
  return wish.options;
}

function problem(words: readonly string[], env: Record<string, string> = {}): string {
  const wish = optionsOf(words, env);
  return wish.ok ? "" : wish.problem;
}

function unpacked(words = ["--app-id", ID, "--host", "crmsync.acme.test"]) {
  const files = unzipSync(pack(options(words)));
  const manifest = JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array()));
  return { files, manifest };
}

/** Of the published schema; draft-04's `$schema` is dropped, because ajv speaks draft-07. */
function faults(manifest: { manifestVersion: string }) {
  const main = createRequire(import.meta.url).resolve("@microsoft/app-manifest");
  const file = join(dirname(main), `json-schemas/teams/v${manifest.manifestVersion}/MicrosoftTeams.schema.json`);
  const { $schema: _draft, ...rules } = JSON.parse(readFileSync(file, "utf8"));
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(rules);
  validate(manifest);
  return (validate.errors ?? []).map((fault) => `${fault.instancePath} ${fault.message}`);
}

/** Size and pixels of a PNG with 8 bits and alpha whose rows are unfiltered; throws at a wrong checksum. */
function pixels(png: Uint8Array | undefined) {
  const bytes = Buffer.from(png ?? new Uint8Array());
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    expect(bytes.readUInt32BE(end)).toBe(crc32(bytes.subarray(at + 4, end)));
    chunks.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, end));
    at = end + 4;
  }
  const header = chunks.get("IHDR") ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const raw = inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0));
  const row = 1 + width * 4;
  expect(raw.length).toBe(height * row);
  const all = Array.from({ length: width * height }, (_, at) => {
    const start = Math.floor(at / width) * row + 1 + (at % width) * 4;
    return [...raw.subarray(start, start + 4)];
  });
  return { width, height, kind: [...header.subarray(8)], all };
}

describe("the package", () => {
  it("holds the manifest and both icons, at its top", () => {
    const { files, manifest } = unpacked();

    expect(Object.keys(files).sort()).toEqual(["color.png", "manifest.json", "outline.png"]);
    expect(manifest.icons).toEqual({ color: "color.png", outline: "outline.png" });
  });

  it("satisfies the published schema, which has targeted messages and slash commands", () => {
    const { manifest } = unpacked();

    const found = faults(manifest);

    expect(found).toEqual([]);
    expect(Number(manifest.manifestVersion.split(".")[1])).toBeGreaterThanOrEqual(29);
    expect(manifest.$schema).toContain(`/v${manifest.manifestVersion}/`);
  });

  it.each([
    ["a name that is too long", (one: Record<string, unknown>) => ({ ...one, name: { short: "x".repeat(31) } })],
    ["an unknown key", (one: Record<string, unknown>) => ({ ...one, commands: [] })],
    ["an id that is none", (one: Record<string, unknown>) => ({ ...one, id: "crmsync" })],
  ])("would be refused by the schema with %s", (_case, spoil) => {
    const { manifest } = unpacked();

    const found = faults({ ...spoil(manifest), manifestVersion: manifest.manifestVersion });

    expect(found).not.toEqual([]);
  });

  it("has our bot in teams and personal chats, with private messages", () => {
    const { manifest } = unpacked();

    expect(manifest.id).toBe(ID);
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
    expect(manifest.bots).toHaveLength(1);
    expect(manifest.bots[0]).toMatchObject({ botId: ID, scopes: ["team", "personal"], supportsTargetedMessages: true });
  });

  it("offers the same twelve verbs in each scope, in the words of the help; by slash only where others are present", () => {
    const { manifest } = unpacked();
    const known = new Map(typedVerbs.map((verb) => [verb.name, verb.summary]));

    const lists: { scopes: string[]; triggers: string[]; commands: { title: string; description: string }[] }[] =
      manifest.bots[0].commandLists;

    expect(lists.map(({ scopes, triggers }) => [scopes, triggers])).toEqual([
      [["team"], ["mention", "slash"]],
      [["personal"], ["mention"]],
    ]);
    for (const { commands } of lists) {
      expect(commands.map((one) => one.title)).toEqual(MENU);
      expect(commands.map((one) => one.description)).toEqual(commands.map((one) => known.get(one.title)));
    }
  });

  it("allows the one host, and shows its address unless pages are named", () => {
    const pages = ["--privacy", "https://acme.test/privacy", "--terms", "https://acme.test/terms"];

    const { manifest } = unpacked(["--app-id", ID, "--host", "crmsync.acme.test", ...pages]);

    expect(manifest.validDomains).toEqual(["crmsync.acme.test"]);
    expect(manifest.developer).toEqual({
      name: "crmsync",
      websiteUrl: "https://crmsync.acme.test",
      privacyUrl: "https://acme.test/privacy",
      termsOfUseUrl: "https://acme.test/terms",
    });
  });

  it("satisfies the schema without an address too, and allows no host then", () => {
    const { manifest } = unpacked(["--app-id", ID]);

    const found = faults(manifest);

    expect(found).toEqual([]);
    expect(manifest).not.toHaveProperty("validDomains");
  });

  it("is the same bytes for the same options", () => {
    const wanted = options(["--app-id", ID, "--host", "crmsync.acme.test"]);

    const [one, other] = [pack(wanted), pack(wanted)];

    expect(Buffer.compare(one, other)).toBe(0);
  });
});

describe("the icons", () => {
  it("has a colour icon of 192 by 192 that fills its square, its mark in the middle 120", () => {
    const { files, manifest } = unpacked();

    const { width, height, kind, all } = pixels(files["color.png"]);

    const ground = Buffer.from(manifest.accentColor.slice(1), "hex");
    const marked = all.flatMap((pixel, at) => (ground.equals(Buffer.from(pixel.slice(0, 3))) ? [] : [at]));
    expect([width, height]).toEqual([192, 192]);
    expect(kind).toEqual([8, 6, 0, 0, 0]);
    expect(all.every(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(marked.length).toBeGreaterThan(2_000);
    expect(marked.filter((at) => [at % 192, Math.floor(at / 192)].some((part) => part < 36 || part >= 156))).toEqual(
      [],
    );
  });

  it("has an outline icon of 32 by 32, white on nothing", () => {
    const { files } = unpacked();

    const { width, height, all } = pixels(files["outline.png"]);

    expect([width, height]).toEqual([32, 32]);
    expect(all.filter((pixel) => pixel.slice(0, 3).some((part) => part !== 255))).toEqual([]);
    expect(all.filter(([, , , alpha]) => alpha === 0).length).toBeGreaterThan(500);
    expect(all.filter(([, , , alpha]) => alpha === 255).length).toBeGreaterThan(100);
  });
});

describe("the options", () => {
  it("come from the environment, and the command line wins", () => {
    const env = { TEAMS_APP_ID: ID.toUpperCase(), PUBLIC_URL: "https://sync.acme.test/crm/" };

    const fromEnv = options([], env);
    const fromWords = options(["--host", "https://other.acme.test/x", "--out", "mine.zip"], env);

    expect(fromEnv).toMatchObject({ appId: ID, address: "https://sync.acme.test/crm", out: "crmsync-teams.zip" });
    expect(fromWords).toMatchObject({ appId: ID, address: "https://other.acme.test", out: "mine.zip" });
  });

  it("takes an address of this machine for none", () => {
    const found = options(["--app-id", ID], { PUBLIC_URL: "http://127.0.0.1:3000" });

    expect(found.address).toBeNull();
  });

  it("refuses an address that would show a password to everybody", () => {
    const found = problem(["--app-id", ID], { PUBLIC_URL: "https://me:secret@crmsync.acme.test" });

    expect(found).toMatch(/^PUBLIC_URL: .*password/);
    expect(found).not.toContain("secret");
  });

  it.each([
    ["no app id", [], /TEAMS_APP_ID.*Azure portal/],
    ["an app id that is none", ["--app-id", "crmsync"], /“crmsync” is no app id.*Azure portal/],
    ["an app id with something behind it", ["--app-id", `${ID}0`], /is no app id/],
    ["a host of this machine", ["--app-id", ID, "--host", "localhost"], /--host is “localhost”/],
    ["a numeric host", ["--app-id", ID, "--host", "10.0.0.7"], /--host is “10.0.0.7”/],
    ["a page without https", ["--app-id", ID, "--privacy", "http://acme.test"], /--privacy is .*https/],
    ["an unknown option", ["--app-id", ID, "--colour", "red"], /--colour/],
    ["a word too many", ["--app-id", ID, "zip"], /zip/],
    ["no file", ["--app-id", ID, "--out", ""], /--out names no file/],
  ])("refuses %s", (_case, words, said) => {
    const found = problem(words);

    expect(found).toMatch(said);
  });
});

describe("npm run teams-package", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-package-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(words: readonly string[]) {
    const { TEAMS_APP_ID: _id, PUBLIC_URL: _url, ...env } = process.env;
    return spawnSync(process.execPath, [join(ROOT, "src/teams-package.ts"), ...words], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
  }

  it("writes the zip into the current folder", () => {
    const { status, stdout } = run(["--app-id", ID, "--host", "crmsync.acme.test"]);

    const written = new Uint8Array(readFileSync(join(folder, "crmsync-teams.zip")));
    expect(status).toBe(0);
    expect(stdout).toContain(`crmsync-teams.zip is written, for the app ${ID}.`);
    expect(Buffer.compare(written, pack(options(["--app-id", ID, "--host", "crmsync.acme.test"])))).toBe(0);
  });

  it("is left with 2 at wrong use, and with 1 where it cannot write", () => {
    const wrong = run([]);
    const nowhere = run(["--app-id", ID, "--out", "none/such.zip"]);

    expect([wrong.status, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("--app-id ID");
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toContain("none/such.zip cannot be written (ENOENT)");
  });
});
