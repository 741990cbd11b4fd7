import { createHash } from "node:crypto";

/** What happened, line by line; the hash covers all lines, the last ones are kept for people. */
export interface Trace {
  note(line: string): void;
  /** As `note`, for what does not happen on a good day. */
  fault(line: string): void;
  /** A rule that was broken; the first one ends the run. */
  violate(rule: string, detail: string): void;
  readonly violations: readonly string[];
  last(): readonly string[];
  hash(): string;
  lines(): number;
  faults(): number;
}

export function createTrace(clock: { now(): number }, kept = 50, live = false): Trace {
  const start = clock.now();
  const digest = createHash("sha256");
  const violations: string[] = [];
  let last: string[] = [];
  let lines = 0;
  let faults = 0;

  function note(line: string): void {
    const stamped = `${((clock.now() - start) / 1000).toFixed(3).padStart(9)} ${line}`;
    lines += 1;
    digest.update(`${stamped}\n`);
    last.push(stamped);
    if (last.length > 2 * kept) last = last.slice(-kept);
    if (live) console.log(stamped);
  }

  return {
    note,
    fault: (line) => {
      faults += 1;
      note(line);
    },
    violate: (rule, detail) => {
      note(`VIOLATION ${rule}: ${detail}`);
      violations.push(`${rule}: ${detail}`);
    },
    violations,
    last: () => last.slice(-kept),
    hash: () => digest.copy().digest("hex"),
    lines: () => lines,
    faults: () => faults,
  };
}
