import { buildChannels, buildRoles, buildSettings } from "./config/build.ts";
import { checkTogether } from "./config/checks.ts";
import type { Given } from "./config/checks-secrets.ts";
import { disk } from "./config/disk.ts";
import { checkPort, readEnv } from "./config/env.ts";
import { type Fault, formatFaults } from "./config/faults.ts";
import { type Env, errorCode, type Files, gather } from "./config/gather.ts";
import type { FileConfig } from "./config/schema.ts";
import { readShape } from "./config/shape.ts";
import type { Config } from "./config/types.ts";
import { readYaml } from "./config/yaml.ts";

export type { ChannelSettings, Config, EnvConfig, NoticeKind, Roles, SlackEnv, TeamsEnv } from "./config/types.ts";
export { disk, type Env, type Fault, type Files, formatFaults };

export interface Sources extends Files {
  /** process.env; nothing else in the program reads it. */
  readonly env: Env;
  /** Wins over CRMSYNC_CONFIG. */
  readonly path?: string;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Where the file is looked for: CRMSYNC_CONFIG, else crmsync.yml in the working directory. */
export function configPath(env: Env): string {
  return env.CRMSYNC_CONFIG?.trim() || "crmsync.yml";
}

/** SANDBOX_PORT, for a start without any configuration. */
export function sandboxPort(
  env: Env,
): { readonly ok: true; readonly port: number } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const port = checkPort("SANDBOX_PORT", env.SANDBOX_PORT?.trim() ?? "", 4000);
  return typeof port === "number" ? { ok: true, port } : { ok: false, faults: [port] };
}

/**
 * Reads and checks crmsync.yml and the environment together. Either everything is right, or every fault is told at
 * once, each with its place and its mend; nothing is ever half configured.
 */
export function readConfig({ env, path = configPath(env), ...files }: Sources): ReadConfig {
  const gathered = gather(env, files);
  const environment = readEnv(gathered);
  const file = readFile(path, files, gathered);

  const faults = [...file.faults, ...gathered.faults, ...environment.faults];
  if (faults.length > 0 || file.content === null) return { ok: false, faults };
  return {
    ok: true,
    config: {
      settings: buildSettings(file.content, environment.env),
      channels: buildChannels(file.content),
      roles: buildRoles(file.content),
      locale: file.content.locale,
      env: environment.env,
    },
  };
}

function readFile(path: string, files: Files, given: Given): { content: FileConfig | null; faults: readonly Fault[] } {
  const text = readText(path, files);
  if (typeof text !== "string") return { content: null, faults: [text] };
  const yaml = readYaml(path, text);
  if (yaml.raw === undefined) return { content: null, faults: yaml.faults };
  const shape = readShape(yaml.raw);
  const findings = [...shape.findings, ...checkTogether(yaml.raw, given)];
  return { content: shape.file, faults: [...yaml.faults, ...findings.map(yaml.place)] };
}

function readText(path: string, files: Files): string | Fault {
  try {
    return files.readText(path);
  } catch (cause) {
    return {
      file: path,
      line: null,
      column: null,
      path: "",
      message: "the file cannot be read",
      found: errorCode(cause),
      allowed: "a readable file",
      nearest: null,
      mend: "Copy crmsync.example.yml to crmsync.yml, or name your file in CRMSYNC_CONFIG.",
    };
  }
}
