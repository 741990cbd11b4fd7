const LETTER_AND_NUMBER = String.raw`\b([A-E])(\d{1,2})\b`;
const ONE_OR_RANGE = new RegExp(`${LETTER_AND_NUMBER}(?:\\s?[–-]\\s?${LETTER_AND_NUMBER})?`, "g");

/**
 * The numbers that a test's name carries as words: "(A10)", "E13, E14", "B26–B28" (every one of them).
 * A range over two letters, or one that runs backwards, is its two ends, so that the check can name what is no item.
 */
export function numbersIn(name: string): readonly string[] {
  const found = [...name.matchAll(ONE_OR_RANGE)].flatMap(([, letter, first, toLetter, last]) => {
    if (letter === undefined || first === undefined) return [];
    if (toLetter === undefined || last === undefined) return [letter + first];
    const length = Number(last) - Number(first) + 1;
    if (toLetter !== letter || length < 1) return [letter + first, toLetter + last];
    return Array.from({ length }, (_, place) => letter + (Number(first) + place));
  });
  return [...new Set(found)];
}
