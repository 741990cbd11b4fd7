import { type CardFile, cardFiles, type Wanted } from "../../src/card-files.ts";

/** What `npm run cards` writes for a platform, read again. */
export interface Written extends Omit<CardFile, "content"> {
  readonly sent: unknown;
}

export function writtenFor(folder: "slack" | "teams", locales?: Wanted["locales"]): readonly Written[] {
  return [...cardFiles({ folders: [folder], ...(locales ? { locales } : {}) })].map(({ content, ...file }) => ({
    ...file,
    sent: JSON.parse(content),
  }));
}
