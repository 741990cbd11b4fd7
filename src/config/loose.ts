/**
 * Readers that take whatever stands there, so that the checks of what settings mean together also run on a file whose
 * single values are wrong, and every fault is told at once.
 */

/** Own names only; a list is taken as its positions. */
export function mappingOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.assign(Object.create(null), value) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
