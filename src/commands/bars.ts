const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A line of bars, "▁▂▅▇": each value against `full`; what is above it is a full bar. */
export function bars(values: readonly number[], full: number): string {
  return values
    .map((value) => {
      const part = full > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / full)) : 0;
      return BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))] ?? "▁";
    })
    .join("");
}
