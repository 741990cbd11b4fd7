/** What a person reads on a page and can do there; enough for sign-in pages, no browser. */
export interface Page {
  readonly text: string;
  readonly forms: readonly Form[];
}

interface Form {
  readonly action: string;
  /** Name and value of what is filled in already. */
  readonly values: readonly (readonly [string, string])[];
  /** What can be chosen, by name. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

export function readPage(html: string): Page {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map((hit) =>
    readForm(hit[1] ?? "", hit[2] ?? ""),
  );
  return { text: readText(html), forms };
}

function readForm(tag: string, inside: string): Form {
  const values: [string, string][] = [];
  const choices: Record<string, string[]> = {};
  const buttons: { name: string; value: string }[] = [];
  for (const hit of inside.matchAll(/<(input|button|option)\b([^>]*)>/gi)) {
    const text = hit[2] ?? "";
    const name = attribute(text, "name");
    const value = attribute(text, "value");
    const type = attribute(text, "type").toLowerCase();
    if (hit[1]?.toLowerCase() === "button" || type === "submit") buttons.push({ name, value });
    else if (type === "radio" || type === "checkbox") {
      choices[name] = [...(choices[name] ?? []), value];
      if (/\bchecked\b/i.test(text)) values.push([name, value]);
    } else if (hit[1]?.toLowerCase() === "input" && name !== "") values.push([name, value]);
  }
  return { action: attribute(tag, "action"), values, choices, buttons };
}

function attribute(tag: string, name: string): string {
  const hit = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag);
  return unescaped(hit?.[1] ?? hit?.[2] ?? hit?.[3] ?? "");
}

function readText(html: string): string {
  const body = html.replace(/<(style|script|title)\b[\s\S]*?<\/\1>/gi, " ").replace(/<!--[\s\S]*?-->/g, " ");
  return unescaped(body.replace(/<[^>]+>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
}

function unescaped(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", nbsp: " " };
  return text.replace(/&(#39|amp|lt|gt|quot|apos|nbsp);/g, (whole, name: string) => named[name] ?? whole);
}
