import { strToU8, zipSync } from "fflate";
import { colourIcon, outlineIcon } from "./icons.ts";
import { icons, manifestOf } from "./manifest.ts";
import type { Options } from "./options.ts";

/** The zip that Teams takes: the manifest and two icons, at its top. The same options give the same bytes. */
export function pack(options: Pick<Options, "appId" | "address" | "pages">): Uint8Array {
  const files = {
    "manifest.json": strToU8(`${JSON.stringify(manifestOf(options), null, 2)}\n`),
    [icons.color]: colourIcon(),
    [icons.outline]: outlineIcon(),
  };
  // A zip keeps local time; made from local parts, it is the same in every time zone.
  return zipSync(files, { level: 9, mtime: new Date(2026, 0, 1) });
}
