import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cardFiles, LOCALES } from "../src/card-files.ts";

const files = [...cardFiles()];
const script = join(import.meta.dirname, "..", "src", "cards.ts");
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });

describe("npm run cards", () => {
  it("writes every file, and says how many", () => {
    const dir = mkdtempSync(join(tmpdir(), "cards-"));

    const { status, stdout } = run(dir);

    const written = ["slack", "teams", "text"].flatMap((folder) =>
      readdirSync(join(dir, folder)).map((name) => `${folder}/${name}`),
    );
    const [first] = files;
    const content = readFileSync(join(dir, first?.folder ?? "", first?.name ?? ""), "utf8");
    rmSync(dir, { recursive: true });
    expect(status).toBe(0);
    expect(stdout).toBe(`${files.length} files are in ${dir}.\n`);
    expect(written.sort()).toEqual(files.map(({ folder, name }) => `${folder}/${name}`).sort());
    expect(content).toBe(`${first?.content}\n`);
  }, 60_000);

  it("asks for a folder when none is named", () => {
    const { status, stderr } = run();

    expect([status, stderr]).toEqual([2, "Say where to write them: npm run cards -- DIR\n"]);
  });
});

describe("what it writes", () => {
  it("has each card at both sizes, in each locale, for both chats and as text", () => {
    const sizes = ["smallest", "largest"];
    const locales = LOCALES.map((locale) => (locale === "en-US" ? "" : `.${locale}`));
    const own = new Set(files.map(({ name }) => name.replace(/\.(smallest|largest)(\.\w\w-\w\w)?\.\w+$/, "")));
    const of = (folder: string) => files.filter((file) => file.folder === folder).map(({ name }) => name);
    const wanted = (ending: string, kinds: Iterable<string>) =>
      [...kinds].flatMap((kind) => sizes.flatMap((size) => locales.map((each) => `${kind}.${size}${each}.${ending}`)));
    // Only Slack's dialogs are opened before the answer is there.
    const everywhere = [...own].filter((kind) => kind !== "loading.open");

    expect(own.size).toBeGreaterThan(250);
    expect(of("slack").sort()).toEqual(wanted("json", own).sort());
    expect(of("teams").sort()).toEqual(wanted("json", everywhere).sort());
    expect(of("text").sort()).toEqual(wanted("txt", everywhere).sort());
  });

  it("has nothing at its largest that is smaller than at its smallest", () => {
    const lengths = new Map(files.map(({ folder, name, content }) => [`${folder}/${name}`, content.length]));

    const shrunk = [...lengths].filter(([name, length]) => {
      const smallest = lengths.get(name.replace(".largest.", ".smallest.")) ?? 0;
      return name.startsWith("text/") && length < smallest;
    });

    expect(shrunk).toEqual([]);
  });
});
