/**
 * The known name that somebody most likely meant, or null when none is near. Case does not count; a neighbour swap
 * ("salesfroce") is one mistake; three letters or more of a name's beginning are enough ("fail" for "failures").
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const typed = word.trim().toLowerCase();
  if (typed === "" || typed.length > 64) return null;
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const distance = distanceTo(typed, name.toLowerCase());
    if (distance <= reach(typed.length) && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** How many mistakes a word of this length may hold and still be recognised. */
function reach(length: number): number {
  return length <= 3 ? 1 : Math.max(2, Math.floor(length / 3));
}

function distanceTo(typed: string, name: string): number {
  if (typed === name) return 0;
  if (typed.length >= 3 && name.startsWith(typed)) return 1;
  return edits(typed, name);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), one row at a time. */
function edits(a: string, b: string): number {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(older, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    older = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
