import { claims } from "./claims.ts";
import { elsewhere, elsewhereFaults } from "./elsewhere.ts";
import { open } from "./open.ts";
import { itemLines, reachLines } from "./print.ts";
import { reachFaults, reachRows, unknownShare } from "./reach.ts";
import { readTests } from "./read-tests.ts";
import { itemFaults, itemRows } from "./table.ts";

/** `npm run features`: the items with the tests that show them; `-- reasons`: the reasons with what reaches them. */
const [asked] = process.argv.slice(2);
const tests = readTests();
const rows = itemRows(tests, elsewhere, open);
const wantsReasons = asked === "reasons";

const lines = wantsReasons
  ? reachLines(reachRows(claims), { bodies: claims.recorded.length, unknown: unknownShare(claims.recorded) })
  : itemLines(rows);
const faults = wantsReasons ? reachFaults(claims, tests) : [...itemFaults(rows, tests), ...elsewhereFaults()];

for (const line of lines) console.log(line);
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
