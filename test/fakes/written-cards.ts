import { type CardFile, cardFiles } from "../../src/card-files.ts";

/** What `npm run cards` writes for a platform, read again. */
export interface Written extends Omit<CardFile, "content"> {
  readonly sent: unknown;
}

export function writtenFor(folder: "slack" | "teams"): readonly Written[] {
  return [...cardFiles()].flatMap(({ content, ...file }) =>
    file.folder === folder ? [{ ...file, sent: JSON.parse(content) }] : [],
  );
}
