/** The signs that stand for a tone, drawn by the page: not every machine has a font with them. */
export const MARKS: Readonly<Record<string, string>> = {
  "✅": "good",
  ℹ️: "info",
  "⏳": "working",
  "⚠️": "warning",
  "🔴": "critical",
};

export const MARK = new RegExp(Object.keys(MARKS).join("|"), "gu");

/** Puts a drawn mark where a text of `root` has a sign. */
export function drawMarks(root: HTMLElement): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Node[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = split(text.nodeValue ?? "");
    if (parts.length > 1 && text instanceof Text) text.replaceWith(...parts);
  }
}

function split(text: string): readonly (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let from = 0;
  for (const found of text.matchAll(MARK)) {
    parts.push(text.slice(from, found.index), mark(MARKS[found[0]] ?? ""));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function mark(tone: string): HTMLElement {
  const drawn = document.createElement("i");
  drawn.className = `mark tone-${tone}`;
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", tone);
  return drawn;
}
