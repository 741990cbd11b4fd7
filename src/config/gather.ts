import { envFault, type Fault } from "./faults.ts";
import { type EnvName, envNames, secretNames } from "./known.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** How configuration reaches the disk; both throw as node:fs does. */
export interface Files {
  readText(path: string): string;
  /** The permission bits of a file, e.g. 0o600; null where the system has none. */
  mode(path: string): number | null;
}

export interface Gathered {
  /** Trimmed; an empty variable counts as not set, as container tools pass them. */
  readonly values: ReadonlyMap<EnvName, string>;
  /** Every variable that was set, also where its value turned out unusable. */
  readonly given: ReadonlySet<EnvName>;
  readonly faults: readonly Fault[];
}

/** Collects our variables, secrets also from the files that NAME_FILE names. A .env file is not read. */
export function gather(env: Env, files: Files): Gathered {
  const values = new Map<EnvName, string>();
  const given = new Set<EnvName>();
  const faults: Fault[] = [];
  for (const name of envNames) {
    const value = env[name]?.trim() ?? "";
    if (value === "") continue;
    values.set(name, value);
    given.add(name);
  }
  for (const name of secretNames) {
    const path = env[`${name}_FILE`]?.trim() ?? "";
    if (path === "") continue;
    const read = given.has(name) ? twice(name) : readSecret(`${name}_FILE`, path, files);
    given.add(name);
    if (typeof read === "string") values.set(name, read);
    else faults.push(read);
  }
  return { values, given, faults };
}

function twice(name: string): Fault {
  return envFault(name, {
    message: `set as ${name} and as ${name}_FILE`,
    found: "both",
    allowed: "one of the two",
    mend: `Unset ${name}; the file is safer.`,
  });
}

function readSecret(name: string, path: string, files: Files): string | Fault {
  try {
    const mode = files.mode(path);
    if (mode !== null && (mode & 0o007) !== 0) {
      return envFault(name, {
        message: "every user of this machine can reach the secret",
        found: `${path} with mode ${(mode & 0o777).toString(8).padStart(4, "0")}`,
        allowed: "a file closed to others, e.g. mode 0600",
        mend: `chmod o-rwx ${path} (in a container: set the secret's mode to 0400 and its owner to our user).`,
      });
    }
    const secret = files.readText(path).trim();
    if (secret !== "") return secret;
    return envFault(name, {
      message: "the file is empty",
      found: path,
      allowed: "a file with the secret",
      mend: "Write the secret into it.",
    });
  } catch (cause) {
    return envFault(name, {
      message: "the file cannot be read",
      found: `${path} (${errorCode(cause)})`,
      allowed: "a file that we may read",
      mend: "Correct the path, or let our user read it.",
    });
  }
}

/** "ENOENT" and its like; the error's name where there is no code. */
export function errorCode(cause: unknown): string {
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string")
    return cause.code;
  return cause instanceof Error ? cause.name : "unknown error";
}
