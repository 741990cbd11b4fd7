import { writeFileSync } from "node:fs";
import { errorCode } from "./config/gather.ts";
import { optionsOf, usage } from "./teams-package/options.ts";
import { pack } from "./teams-package/pack.ts";

/** `npm run teams-package`: the app package to upload in Teams. Exit 0 written, 1 not written, 2 wrong use. */
const words = process.argv.slice(2);
if (words.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const wish = optionsOf(words, process.env);
if (!wish.ok) {
  console.error(`${wish.problem}\n\n${usage}`);
  process.exit(2);
}
const { options } = wish;
try {
  writeFileSync(options.out, pack(options));
} catch (cause) {
  console.error(`${options.out} cannot be written (${errorCode(cause)}). Name another file with --out.`);
  process.exit(1);
}
console.log(`${options.out} is written, for the app ${options.appId}.`);
console.log("Upload it in Teams: Apps, Manage your apps, Upload an app; then add it to the team.");
if (options.address === null) {
  console.log("It names no address of crmsync: give --host or set PUBLIC_URL (https) before others use it.");
}
