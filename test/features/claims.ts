import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isReasonCode, reasons } from "../../engine/reasons.ts";
import { recorded, recordedProviders } from "./bodies.ts";
import { cannot } from "./cannot.ts";
import { openReasons } from "./open.ts";
import { own } from "./own.ts";
import type { Claims } from "./reach.ts";

/** What is said of every reason of the catalogue, for every CRM of which answers are recorded. */
export const claims: Claims = {
  codes: Object.keys(reasons).filter(isReasonCode),
  providers: recordedProviders,
  recorded,
  own,
  cannot,
  open: openReasons,
  written: codesIn(join(import.meta.dirname, "../../engine")),
};

/** Every reason that stands in quotes in a source of the engine, but for the catalogue itself. */
function codesIn(folder: string): ReadonlySet<string> {
  const files = globSync("**/*.ts", { cwd: folder }).filter((file) => !/^reasons\b/.test(file));
  const quoted = files.flatMap((file) => readFileSync(join(folder, file), "utf8").match(/"[A-Z]+(?:_[A-Z]+)+"/g) ?? []);
  return new Set(quoted.map((text) => text.slice(1, -1)).filter(isReasonCode));
}
