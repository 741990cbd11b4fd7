/**
 * The Markdown that Teams knows in a TextBlock (bold, italics, links, lists, backslashes, character references), as
 * HTML. Everything else is text and leaves here escaped; links lead to http, https or mail addresses only.
 */
export function markdown(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  return lines
    .map((line) => line.replace(/^\s*[-*] (?=\S)/, "\u2022 "))
    .map(inline)
    .join("<br>");
}

const TOKEN =
  /\\([!-/:-@[-`{-~])|&(?:amp|lt|gt|quot|nbsp|#\d{1,6}|#x[\da-fA-F]{1,6});|\*\*(?=\S)((?:\\.|[^\\]){1,999}?)\*\*|([*_])(?=[^\s*_])((?:\\.|[^\\]){1,999}?)\3(?!\w)|\[((?:\\.|[^\][\\])+)\]\((\S+?)\)/gs;

function inline(text: string): string {
  let html = "";
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [whole, mark, strong, sign, emphasis, label, url] = found;
    html += escaped(text.slice(from, found.index));
    from = found.index + whole.length;
    if (mark !== undefined) html += escaped(mark);
    else if (strong !== undefined) html += `<strong>${inline(strong)}</strong>`;
    else if (emphasis !== undefined && !(sign === "_" && /\w$/.test(text.slice(0, found.index))))
      html += `<em>${inline(emphasis)}</em>`;
    else if (label !== undefined && url !== undefined && leads(url))
      html += `<a href="${escaped(url)}" rel="noopener noreferrer">${inline(label)}</a>`;
    else html += whole.startsWith("&") ? whole : escaped(whole);
  }
  return html + escaped(text.slice(from));
}

function leads(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:", "mailto:"].includes(new URL(url).protocol);
}

function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (one) => named[one] ?? one);
}
