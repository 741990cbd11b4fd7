/** The words of a typed command; `pairs` are written key=value. */
export interface Typed {
  readonly verb: string;
  readonly words: readonly string[];
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

interface Word {
  readonly text: string;
  /** Whether it began with a quote: then it is a word, whatever it holds. */
  readonly quoted: boolean;
}

/**
 * Splits at blanks, but not inside quotes. Chats turn straight quotes into curly ones, so both count. Inside double
 * quotes a backslash keeps a quote or a backslash; everywhere else it is a letter like any other. A quote that is not
 * closed reaches to the end.
 */
export function parse(text: string): Typed {
  const [first, ...rest] = split(text);
  const pairs: (readonly [string, string])[] = [];
  const words: string[] = [];
  for (const word of rest) {
    const pair = word.quoted ? null : /^([a-z][a-z_-]*)=(.*)$/is.exec(word.text);
    if (pair) pairs.push([(pair[1] ?? "").toLowerCase(), pair[2] ?? ""]);
    else words.push(word.text);
  }
  return { verb: first?.text.toLowerCase() ?? "", words, pairs };
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "«": "»" };

function split(text: string): readonly Word[] {
  const words: Word[] = [];
  let current: Word | null = null;
  let closing: string | null = null;
  const signs = [...text];
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at] ?? "";
    if (closing !== null) {
      const next = signs[at + 1] ?? "";
      if (sign === "\\" && closing === '"' && (next === '"' || next === "\\")) {
        current = added(current, next);
        at += 1;
      } else if (sign === closing || (closing === "”" && sign === "“")) closing = null;
      else current = added(current, sign);
    } else if (/\s/.test(sign)) {
      if (current) words.push(current);
      current = null;
    } else if (CLOSING[sign] !== undefined && opens(current)) {
      closing = CLOSING[sign] ?? null;
      current = current ?? { text: "", quoted: true };
    } else current = added(current, sign);
  }
  return current ? [...words, current] : words;
}

/** A quote opens at the start of a word or of a pair's value; elsewhere (o'brien) it is a letter. */
function opens(current: Word | null): boolean {
  return current === null || (!current.quoted && /^[a-z][a-z_-]*=$/i.test(current.text));
}

function added(current: Word | null, sign: string): Word {
  return { text: (current?.text ?? "") + sign, quoted: current?.quoted ?? false };
}
