import { simulate } from "./simulation/simulate.ts";

/** `node test/faults/hunt.ts FIRST LAST [--all]`: runs seeds and tells the violations; stops at the first one unless told otherwise. */
const [first = 1, last = 100] = process.argv.slice(2, 4).map(Number);
const all = process.argv.includes("--all");
let found = 0;
for (let seed = first; seed <= last; seed += 1) {
  const { violations } = await simulate(seed);
  if (violations.length === 0) continue;
  found += 1;
  console.log(JSON.stringify({ seed, violations }));
  if (!all) break;
}
process.exit(found === 0 ? 0 : 1);
