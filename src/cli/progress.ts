/** Where a progress bar is drawn; nothing is where there is no terminal. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface Progress {
  /** `part` is from 0 to 1; null = not known how much there is. */
  show(part: number | null, words: string): void;
  /** Takes the bar away. */
  end(): void;
}

const EVERY_MS = 100;
const WIDTH = 24;

/** A bar on one line, drawn at most ten times a second. */
export function createProgress(terminal: Terminal, now: () => number): Progress {
  if (!terminal.isTTY) return { show: () => {}, end: () => {} };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    show: (part, words) => {
      if (now() - drawnAt < EVERY_MS) return;
      drawnAt = now();
      terminal.write(`\r\u001b[K${`${barOf(part)} ${words}`.slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    end: () => {
      if (drawnAt > Number.NEGATIVE_INFINITY) terminal.write("\r\u001b[K");
    },
  };
}

function barOf(part: number | null): string {
  if (part === null) return "…";
  const whole = Math.max(0, Math.min(1, part));
  const full = Math.round(whole * WIDTH);
  return `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${String(Math.floor(whole * 100)).padStart(3)} %`;
}
