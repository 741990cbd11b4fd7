/** A date value of a query in ms: one instant, or all of a day. */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;

/** `2026-11-20T10:00:00Z`, `2026-11-20`, `TODAY`, `YESTERDAY`, `LAST_N_DAYS:7`; null for anything else. */
export function moment(text: string, now: number): Moment | null {
  if (text.includes("T") && /^\d/.test(text)) {
    const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
    return Number.isNaN(ms) ? null : { from: ms, to: ms };
  }
  const today = Math.floor(now / dayMs) * dayMs;
  if (/^\d{4}-/.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? null : { from: ms, to: ms + dayMs - 1 };
  }
  if (text === "TODAY") return { from: today, to: today + dayMs - 1 };
  if (text === "YESTERDAY") return { from: today - dayMs, to: today - 1 };
  const days = /^LAST_N_DAYS:(\d+)$/.exec(text)?.[1];
  return days === undefined ? null : { from: today - Number(days) * dayMs, to: today + dayMs - 1 };
}
