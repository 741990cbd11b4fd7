import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const files = ["engine", "bots", "src"].flatMap((folder) => sourceFiles(folder));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe("who may import whom", () => {
  it("keeps engine and bots strangers, and both without src", () => {
    expect(strays(/^engine\//, /^(src|bots)\//)).toEqual([]);
    expect(strays(/^bots\//, /^(src|engine)\//)).toEqual([]);
  });

  it("lets src meet the engine at its public face and the bots at their seam only", () => {
    const faces = /^(engine\/index|bots\/(bot|card|text|numbers))\.ts$/;
    // Only these two know the bots themselves.
    const knows = /^src\/(main|card-files)\.ts$/;
    const beyond = edges().filter(
      ([from, to]) => from.startsWith("src/") && /^(engine|bots)\//.test(to) && !faces.test(to),
    );
    expect(
      beyond.filter(([from, to]) => !(knows.test(from) && /^bots\/(words|\w+\/(index|render|form))\.ts$/.test(to))),
    ).toEqual([]);
  });

  it("keeps the sandbox to itself, and the program out of it but for its start", () => {
    expect(strays(/^src\/sandbox\//, /^(engine|bots|src\/(?!sandbox\/))/)).toEqual([]);
    const into = edges().filter(([from, to]) => !from.startsWith("src/sandbox/") && to.startsWith("src/sandbox/"));
    expect(into).toEqual([["src/main.ts", "src/sandbox/index.ts"]]);
  });

  it("keeps providers to the seam, the reasons, the types and themselves", () => {
    const own = (from: string) => from.split("/").slice(0, 3).join("/");
    const allowed = /^engine\/(provider|right|trouble|listed|parts|reasons|record)\.ts$/;
    const beyond = edges().filter(
      ([from, to]) =>
        /^engine\/providers\/\w+\//.test(from) &&
        /^(engine|src|bots)\//.test(to) &&
        !to.startsWith(`${own(from)}/`) &&
        !allowed.test(to),
    );
    expect(beyond).toEqual([]);
  });

  it("keeps the pure files pure", () => {
    const pure =
      /^engine\/(rules\/(match|merge|mapping|convert|retry)|inbound\/(decide|meet|screen|versions)|outbound\/plan|connections\/facts|watch\/forecast|health|reasons)(\.ts$|\/)/;
    expect(
      strays(
        pure,
        /^engine\/(store\/(?!connections|links|outbox|usage)|throttle|rounds|connections\/(?!facts)|worker|outbound\/push|inbound\/(pull|commit))/,
      ),
    ).toEqual([]);
    expect(edges().filter(([from, to]) => pure.test(from) && /^[^.]*$/.test(to))).toEqual([]);
  });

  it("keeps each bot to its own folder and the seam", () => {
    const beyond = edges().filter(
      ([from, to]) =>
        /^bots\/\w+\//.test(from) &&
        to.startsWith("bots/") &&
        !to.startsWith(from.split("/").slice(0, 2).join("/")) &&
        !/^bots\/(bot|card|text|words|numbers)\.ts$/.test(to),
    );
    expect(beyond).toEqual([]);
  });

  it("has no import circles, not even of types", () => {
    expect(circles()).toEqual([]);
  });
});

describe("one home for each package", () => {
  it.each([
    [/^@slack\//, /^bots\/slack\//],
    [/^(botbuilder|jose)/, /^bots\/teams\//],
    [/^fflate$/, /^src\/teams-package\//],
    [/^csv-parse/, /^(src\/cli|engine\/providers\/salesforce)\//],
    [/^csv-stringify/, /^src\/cli\//],
    [/^(better-sqlite3|kysely)$/, /^engine\/store\//],
    [/^adaptivecards/, /^src\/sandbox\/page\//],
    [/^jsforce(\/|$)/, /^engine\/providers\/salesforce\//],
    [/^@hubspot\//, /^engine\/providers\/hubspot\//],
    [/^pipedrive(\/|$)/, /^engine\/providers\/pipedrive\//],
    [/^@mikro-orm\//, /^engine\/store\//],
    [/^p-queue$/, /^engine\/throttle/],
    [/^node-cron$/, /^src\/schedule\.ts$/],
    [/^pino$/, /^src\/log\.ts$/],
    [/^@prometheus-io\//, /^src\/metrics\.ts$/],
    [/^ws$/, /^src\/sandbox\/slack\//],
    [/^(react|react-dom|slack-blocks-to-jsx|esbuild)/, /^src\/sandbox\/page\//],
  ])("%s", (name, home) => {
    const users = edges().filter(([, to]) => name.test(to));

    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(([from]) => !home.test(from))).toEqual([]);
  });
});

describe("nothing read from globals", () => {
  const banned =
    /\b(Date\.now|Math\.random|setTimeout|setInterval|setImmediate|performance\.now|process\.env)\b|\bnew Date\(\)|(?<![.\w])fetch\(|crypto\.random/;
  const bare = (file: string) => read(file).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");

  it("in the engine and the notices", () => {
    const scope = files.filter((file) => /^(engine|src\/notices)\//.test(file));
    expect(scope.filter((file) => banned.test(bare(file)))).toEqual([]);
  });

  it("reads the environment in the programs alone", () => {
    const readers = files.filter((file) => /(?<!["])process\.env/.test(bare(file)));
    expect(readers).toEqual(["src/main.ts", "src/teams-package.ts"]);
  });
});

describe("sizes", () => {
  it("keeps every file under 300 lines, nine in ten under 180", () => {
    const sizes = files.map((file) => [file, read(file).split("\n").length] as const);
    expect(sizes.filter(([, lines]) => lines > 300)).toEqual([]);
    expect(sizes.filter(([, lines]) => lines > 180).length / sizes.length).toBeLessThanOrEqual(0.1);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Repository paths for our own files, package names for the rest; dynamic imports and types count. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)"([^"]+)"/g);
  return [
    ...new Set(
      [...found].map(([, target = ""]) =>
        target.startsWith(".") ? relative(root, normalize(join(root, dirname(file), target))) : target,
      ),
    ),
  ].filter((target) => !target.startsWith("node:"));
}

function edges(): [string, string][] {
  return [...imports].flatMap(([from, targets]) => targets.map((to): [string, string] => [from, to]));
}

function strays(from: RegExp, to: RegExp): [string, string][] {
  return edges().filter(([a, b]) => from.test(a) && to.test(b));
}

function circles(): string[][] {
  const done = new Set<string>();
  const found: string[][] = [];
  const walk = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) if (imports.has(next)) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}
