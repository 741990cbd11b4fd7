import { readFileSync, statSync } from "node:fs";
import type { Files } from "./gather.ts";

/** The real disk. Windows has no permission bits that say who may read. */
export const disk: Files = {
  readText: (path) => readFileSync(path, "utf8"),
  mode: (path) => (process.platform === "win32" ? null : statSync(path).mode & 0o777),
};
