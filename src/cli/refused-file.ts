import { open } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import { REASON } from "./import-row.ts";

/** Where refused rows are kept with their reasons. */
export interface RefusedFile {
  add(header: readonly string[], cells: readonly string[]): Promise<void>;
  /** Null = nothing was refused, and no file was made. */
  path(): string | null;
  close(): Promise<void>;
}

/** The file is made with its first row; only its owner may read it. */
export function createRefusedFile(path: string, delimiter: string): RefusedFile {
  let file: Awaited<ReturnType<typeof open>> | null = null;
  const line = (cells: readonly string[]) => stringify([[...cells]], { delimiter, quoted_match: /\r/ });
  return {
    add: async (header, cells) => {
      if (file === null) {
        file = await open(path, "w", 0o600);
        await file.write(line([...header, REASON]));
      }
      await file.write(line(cells));
    },
    path: () => (file === null ? null : path),
    close: async () => file?.close(),
  };
}
