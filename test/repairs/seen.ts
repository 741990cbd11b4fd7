/** A message as people see it: all its words, and what can be pressed or picked on it by the words that it bears. */
export interface Seen {
  readonly id: string;
  readonly version: number;
  readonly words: string;
  readonly buttons: readonly string[];
  /** Lists, with what they offer. */
  readonly lists: readonly { readonly label: string; readonly options: readonly string[] }[];
}

export function seenCard(id: string, version: number, text: string, body: unknown): Seen {
  const parts = partsOf(body);
  return {
    id,
    version,
    words: [text, ...parts.flatMap(wordsIn)].join("\n"),
    buttons: parts.flatMap(buttonOf),
    lists: parts.flatMap(listOf),
  };
}

type Part = Readonly<Record<string, unknown>>;

function partsOf(value: unknown): readonly Part[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (!isPart(value)) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wordsIn(part: Part): readonly string[] {
  return ["text", "title", "value"].flatMap((key) => (typeof part[key] === "string" ? [part[key]] : []));
}

/** Slack's and Adaptive Cards'. */
function buttonOf(part: Part): readonly string[] {
  if (part.type === "button" && isPart(part.text)) return [String(part.text.text)];
  return String(part.type).startsWith("Action.") && typeof part.title === "string" ? [part.title] : [];
}

function listOf(part: Part): Seen["lists"] {
  if (part.type === "static_select" && isPart(part.placeholder))
    return [{ label: String(part.placeholder.text), options: optionsOf(part.options, "text") }];
  if (part.type !== "Input.ChoiceSet") return [];
  const label = [part.label, part.placeholder].find((one) => typeof one === "string" && one !== "") ?? "";
  return [{ label: String(label), options: optionsOf(part.choices, "title") }];
}

function optionsOf(all: unknown, key: string): readonly string[] {
  if (!Array.isArray(all)) return [];
  return all.filter(isPart).map((one) => {
    const text = one[key];
    return String(isPart(text) ? text.text : text);
  });
}

/** The label of a button or a list that reads like this; throws with all that there is. */
export function labelLike({ buttons, lists, words }: Seen, like: RegExp): string {
  const all = [...buttons, ...lists.map((one) => one.label)];
  const found = all.find((one) => like.test(one));
  if (found === undefined) throw new Error(`no ${like} among: ${all.join(" | ") || "nothing"}\non: ${words}`);
  return found;
}
