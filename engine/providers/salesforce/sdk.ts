import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const path = require.resolve("jsforce/lib/core.js");

/**
 * jsforce, loaded at the first call: a start need not wait for it. That it is there is known as soon as this file is
 * loaded. Loaded in one piece, so that a simulated world sees no turn more the first time than later.
 */
export function sdk(): typeof import("jsforce/lib/core.js") {
  return require(path);
}
