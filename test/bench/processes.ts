import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A script of this folder in a process of its own, which shares our error output. */
export function start(script: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`${script}.ts`, import.meta.url));
  // A simulated CRM holds everything in memory, a million records too.
  const heap = script === "crm" ? ["--max-old-space-size=12000"] : [];
  return spawn(process.execPath, [...heap, path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
}

/** A script that serves others until its input ends; `line` is what it says as soon as it can. */
export async function serve(script: string, args: readonly string[]): Promise<{ line: string; stop(): void }> {
  const child = start(script, args);
  return { line: await firstLine(child, script), stop: () => child.stdin?.end() };
}

/** The first line that a process writes; throws when it ends without one, or badly. */
export function firstLine(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let line: string | null = null;
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.once("line", (text) => {
      line = text;
      resolve(text);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (line === null || code !== 0) reject(new Error(`${script} ended with ${code}`));
    });
  });
}

/** What a script that measures writes: one line of JSON with numbers under these names. Its own start does not count. */
export async function measureAll<T extends string>(
  script: string,
  order: string,
  names: readonly T[],
): Promise<Readonly<Record<T, number>>> {
  const line = await firstLine(start(script, [order]), script);
  const measured: unknown = JSON.parse(line);
  const found = new Map(typeof measured === "object" && measured !== null ? Object.entries(measured) : []);
  const values = names.map((name) => [name, found.get(name)] as const);
  if (values.some(([, value]) => typeof value !== "number")) throw new Error(`${script} measured ${line}`);
  return Object.fromEntries(values) as Record<T, number>;
}

export async function measure(script: string, order: string, name: string): Promise<number> {
  return (await measureAll(script, order, [name]))[name] ?? Number.NaN;
}
