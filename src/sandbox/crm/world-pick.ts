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
const day = 86_400_000;

/** The age of a last change: a few are minutes old, most are months, some are years. Whole seconds. */
export function age(random: () => number): number {
  const roll = random();
  const [low, high] =
    roll < 0.02
      ? [30 * minute, day]
      : roll < 0.15
        ? [day, 30 * day]
        : roll < 0.7
          ? [30 * day, 400 * day]
          : [400 * day, 1500 * day];
  return Math.floor((low + random() * (high - low)) / 1000) * 1000;
}
