import { simulate } from "./simulation/simulate.ts";

/** `node test/faults/replay.ts SEED [--live]`: what a seed decides, and the end of its trace. */
const seed = Number(process.argv[2]);
if (!Number.isInteger(seed)) {
  console.error("use: node test/faults/replay.ts SEED [--live]");
  process.exit(2);
}
const report = await simulate(seed, { live: process.argv.includes("--live") });
console.log(JSON.stringify(report.drawn, null, 2));
for (const line of report.last) console.log(line);
console.log(`${report.lines} lines, ${report.minutes.toFixed(1)} simulated minutes, hash ${report.hash}`);
for (const violation of report.violations) console.log(`VIOLATION ${violation}`);
process.exit(report.violations.length === 0 ? 0 : 1);
