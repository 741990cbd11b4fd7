/** What is going to happen, in the order of time; what falls on one moment happens in the order in which it was planned. */
export interface Agenda {
  /** Simulated milliseconds since 1970. */
  now(): number;
  /** Plans; what `run` answers is waited for in real time, so it must not wait for simulated time itself. */
  in(ms: number, run: () => unknown): void;
  /** Lets everything happen up to a moment, or until `stop` says so. */
  until(moment: number, stop: () => boolean): Promise<void>;
}

interface Entry {
  readonly at: number;
  readonly sequence: number;
  readonly run: () => unknown;
}

export function createAgenda(start: number): Agenda {
  const heap: Entry[] = [];
  let now = start;
  let sequence = 0;

  return {
    now: () => now,
    in: (ms, run) => {
      sequence += 1;
      push(heap, { at: now + Math.max(0, ms), sequence, run });
    },
    until: async (moment, stop) => {
      await drained();
      while (!stop()) {
        const next = heap[0];
        if (next === undefined || next.at > moment) break;
        pop(heap);
        now = Math.max(now, next.at);
        await next.run();
        await drained();
      }
      if (!stop()) now = Math.max(now, moment);
    },
  };
}

/** Every promise that can go on goes on: engine and SDKs wait for nothing real. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || before(parent, entry)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
    if (left === undefined) break;
    const child = right !== undefined && before(right, left) ? 2 * place + 2 : 2 * place + 1;
    const least = child === 2 * place + 1 ? left : (right ?? left);
    if (before(last, least)) break;
    heap[place] = least;
    place = child;
  }
  heap[place] = last;
}
