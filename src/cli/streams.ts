import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import type { Terminal } from "./progress.ts";

/** What a terminal gives and takes. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Terminal;
  /** One line of what was asked for. */
  say(text: string): void;
  /** One line of what people should know besides. */
  complain(text: string): void;
  now(): number;
}

/** In words what the disk said; null = it was not the disk. */
export function fileTrouble(cause: unknown, file: string): string | null {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (!/^E[A-Z]+$/.test(code)) return null;
  return code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read or written (${code}).`;
}

/** A file to read from. */
export interface Source {
  readonly stream: Readable;
  /** How much of it was read, from 0 to 1; null = not known. */
  part(): number | null;
}

/** Opens it; a text says why it cannot be read. "-" = what comes in. */
export async function sourceOf(file: string, { input }: Pick<Streams, "input">): Promise<Source | string> {
  if (file === "-") return { stream: input, part: () => null };
  try {
    const found = await stat(file);
    if (!found.isFile()) return `${file} is not a file.`;
    const stream = createReadStream(file);
    return { stream, part: () => (found.size === 0 ? null : stream.bytesRead / found.size) };
  } catch (cause) {
    const trouble = fileTrouble(cause, file);
    if (trouble === null) throw cause;
    return trouble;
  }
}
