import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const path = require.resolve("botbuilder");

/**
 * Bot Framework's library, loaded when the bot starts, or at the first call before that: whoever only creates a bot need
 * not wait for it. That it is there is known as soon as this file is loaded.
 */
export function sdk(): typeof import("botbuilder") {
  return require(path);
}
