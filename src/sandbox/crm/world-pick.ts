/** A random source of its own (mulberry32): the sandbox holds the same people on every start. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("nothing to pick from");
  return chosen;
}

export function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** "Søren Yıldız" -> "soren-yildiz": fit for an address. */
export function plain(text: string): string {
  const letters: Readonly<Record<string, string>> = { ø: "o", ı: "i", ł: "l", ß: "ss", æ: "ae", đ: "d" };
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[øıłßæđ]/g, (c) => letters[c] ?? c)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const minute = 60_000;
export const dayMs = 86_400_000;

/** The age of a last change: a few are minutes old, most are months, some are years. Whole seconds. */
function age(random: () => number): number {
  const roll = random();
  const [low, high] =
    roll < 0.02
      ? [30 * minute, dayMs]
      : roll < 0.15
        ? [dayMs, 30 * dayMs]
        : roll < 0.7
          ? [30 * dayMs, 400 * dayMs]
          : [400 * dayMs, 1500 * dayMs];
  return Math.floor((low + random() * (high - low)) / 1000) * 1000;
}

/** When a record was made and last changed. */
export function ages(random: () => number): { modifiedAgoMs: number; createdAgoMs: number } {
  const modifiedAgoMs = age(random);
  const createdAgoMs = modifiedAgoMs + (random() < 0.4 ? 0 : between(random, 1, 700) * dayMs);
  return { modifiedAgoMs, createdAgoMs };
}

/** In the ranges that are kept free for fiction. */
export function phone(random: () => number): string {
  const number = String(between(random, 0, 99)).padStart(2, "0");
  return pick(random, [
    `+1 202 555 01${number}`,
    `+44 20 7946 0${between(random, 100, 999)}`,
    `+61 2 5550 ${number}${number}`,
  ]);
}

export function shuffled<T>(random: () => number, all: readonly T[]): T[] {
  return all
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
