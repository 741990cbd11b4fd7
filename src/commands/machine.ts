import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import type { Machine } from "./desk.ts";

/** Of this program. */
export function versionOf(): string {
  return manifest.version;
}

/** What this machine tells `doctor`; `databaseUrl` as in the configuration. */
export function machineOf(databaseUrl: string): Machine {
  return { version: manifest.version, freeBytes: () => freeBytes(databaseUrl) };
}

async function freeBytes(databaseUrl: string): Promise<number | null> {
  if (/^postgres(ql)?:/.test(databaseUrl) || databaseUrl.includes(":memory:")) return null;
  try {
    const { bavail, bsize } = await statfs(dirname(databaseUrl.replace(/^sqlite:/, "")));
    return bavail * bsize;
  } catch {
    // No answer about the disk is no fault of the database, which is looked at by itself.
    return null;
  }
}
