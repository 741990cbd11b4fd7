import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "..", "src", "cards.ts");
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
const dir = mkdtempSync(join(tmpdir(), "cards-"));

let done: ReturnType<typeof run>;
beforeAll(() => {
  done = run(dir);
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true }));

const folders = ["slack", "teams", "text"] as const;
const files = (folder: (typeof folders)[number]) => readdirSync(join(dir, folder)).sort();
const text = (folder: (typeof folders)[number], name: string) => readFileSync(join(dir, folder, name), "utf8");

describe("npm run cards", () => {
  it("says how many files it wrote, and where", () => {
    const written = folders.flatMap(files);

    expect([done.status, done.stdout]).toEqual([0, `${written.length} files are in ${dir}.\n`]);
  });

  it("asks for a folder when none is named", () => {
    const { status, stderr } = run();

    expect([status, stderr]).toEqual([2, "Say where to write them: npm run cards -- DIR\n"]);
  });

  it("writes each card at both sizes, in each locale, for both chats and as text", () => {
    const named = files("slack").map((name) => name.replace(/\.(smallest|largest)(\.\w\w-\w\w)?\.json$/, ""));
    const kinds = [...new Set(named)];
    // Only Slack's dialogs are opened before the answer is there.
    const everywhere = kinds.filter((kind) => kind !== "loading.open");
    const wanted = (ending: string, of: readonly string[]) =>
      of
        .flatMap((kind) => ["smallest", "largest"].map((size) => `${kind}.${size}`))
        .flatMap((name) => ["", ".de-DE", ".pt-BR"].map((locale) => `${name}${locale}.${ending}`))
        .sort();

    const found = [files("slack"), files("teams"), files("text")];

    expect(kinds.length).toBeGreaterThan(250);
    expect(found).toEqual([wanted("json", kinds), wanted("json", everywhere), wanted("txt", everywhere)]);
  });

  it("writes a message, a form, a Home view and a card of Teams as each is sent", () => {
    const sent = [
      JSON.parse(text("slack", "status.healthy.smallest.json")),
      JSON.parse(text("slack", "loading.open.smallest.json")),
      JSON.parse(text("slack", "home.calm.smallest.json")),
      JSON.parse(text("teams", "status.healthy.smallest.json")),
      text("text", "status.healthy.smallest.txt"),
    ];

    expect(sent).toEqual([
      { text: expect.any(String), blocks: expect.any(Array) },
      expect.objectContaining({ type: "modal" }),
      { type: "home", blocks: expect.any(Array) },
      expect.objectContaining({ type: "AdaptiveCard", version: "1.5" }),
      expect.stringMatching(/^✅ Both connections are healthy\n/),
    ]);
  });

  it("writes nothing larger that says less", () => {
    const shrunk = files("text").filter(
      (name) =>
        name.includes(".largest.") &&
        text("text", name).length < text("text", name.replace(".largest.", ".smallest.")).length,
    );

    expect(shrunk).toEqual([]);
  });
});
