const LONGEST = 2_000;

/** What somebody else said, as a database takes it: no NUL, no half characters, and not a book. */
export function storable(text: string | null): string | null {
  if (text === null) return null;
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return short.toWellFormed().replaceAll("\u0000", "\ufffd");
}
