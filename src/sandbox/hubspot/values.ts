import type { World } from "../service.ts";

/** ms since 1970 of a date value: ms as digits, an ISO date, or an ISO date-time with a zone; null when it is none. */
export function epochOf(text: string): number | null {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** A time as HubSpot writes it, e.g. 2026-11-20T10:00:00.123Z. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** A random UUID (version 4) from the world's randomness. */
export function correlationId(world: World): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(world.random() * 16).toString(16)).join("");
  const variant = "89ab".charAt(Math.floor(world.random() * 4));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
