import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { ack } from "./ack.ts";
import { calls } from "./calls.ts";
import { inbound } from "./inbound.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { outbound } from "./outbound.ts";
import type { Result } from "./result.ts";
import { resync } from "./resync.ts";
import { startUp } from "./start-up.ts";
import { throttle } from "./throttle.ts";

// npm run bench -- [NAME] [--rounds N] [--json FILE]: every benchmark, or one; exit 1 when a goal does not hold.

const benchmarks = [inbound, resync, outbound, throttle, latency, ack, startUp, calls, memory];
const usage = `npm run bench -- [${benchmarks.map((each) => each.name).join(" | ")}] [--rounds N] [--json FILE]`;

const asked = readArguments();
const results: Result[] = [];
for (const benchmark of asked.benchmarks)
  results.push(...(await benchmark.run(asked.rounds ?? benchmark.rounds, (line) => console.error(line))));

console.log(table(results));
if (asked.json !== undefined)
  writeFileSync(asked.json, `${JSON.stringify({ machine: machine(), benchmarks: results }, null, 2)}\n`);
if (results.some((result) => !result.holds)) process.exitCode = 1;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: "string" }, rounds: { type: "string" } },
    });
    const unknown = positionals.find((name) => !benchmarks.some((each) => each.name === name));
    if (unknown !== undefined) throw new Error(`there is no benchmark "${unknown}"`);
    const rounds = values.rounds === undefined ? null : Number(values.rounds);
    if (rounds !== null && (!Number.isInteger(rounds) || rounds < 1))
      throw new Error(`--rounds ${values.rounds}: a whole number from 1 on is needed`);
    const chosen = benchmarks.filter((each) => positionals.length === 0 || positionals.includes(each.name));
    return { benchmarks: chosen, rounds, json: values.json };
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n${usage}`);
    process.exit(2);
  }
}

function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

function figure(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

function table(all: readonly Result[]): string {
  const rows = all.map((one) => [
    one.name,
    figure(one.ours),
    figure(one.baseline),
    one.metric,
    one.ratio.toFixed(2),
    `>= ${one.goal}`,
    one.holds ? "holds" : "FAILS",
    one.against,
  ]);
  const lines = [["benchmark", "ours", "baseline", "metric", "ratio", "goal", "", "against"], ...rows];
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
