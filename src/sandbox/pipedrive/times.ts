/** A time as v2 writes it: RFC 3339 in whole seconds, e.g. 2026-11-20T10:00:00Z. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A time as v1 writes it, e.g. 2026-11-20 10:00:00, in UTC. */
export function oldTimeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** ms since 1970 of an RFC 3339 time in whole seconds; null = it is none: milliseconds are refused, as in life. */
export function secondsOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** ms since 1970 of `YYYY-MM-DD HH:MM:SS`, read as UTC; null = it is none. */
export function oldSecondsOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? null : ms;
}
