import { registerHooks } from "node:module";
import { bugs } from "./simulation/bugs.ts";

/**
 * Loaded by `node --import`: puts the bug that PLANT names into the engine while it is loaded, so that the product
 * itself knows nothing of planted bugs. A text that is not there, or is there twice, ends the process.
 */
const bug = bugs[process.env.PLANT ?? ""];
if (!bug) throw new Error(`PLANT must be one of: ${Object.keys(bugs).join(", ")}`);
let planted = false;

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.endsWith(`/${bug.file}`)) return loaded;
    const pieces = String(loaded.source).split(bug.text);
    if (pieces.length !== 2) throw new Error(`${bug.file} holds the text to be replaced ${pieces.length - 1} times`);
    planted = true;
    return { ...loaded, source: pieces.join(bug.instead) };
  },
});

process.on("exit", () => {
  if (!planted) console.error(`${bug.file} was never loaded: nothing was planted`);
});
