import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { type Fault, type Finding, type Path, pathText, show } from "./faults.ts";

export interface YamlText {
  /** Plain values; undefined when the text could not be read at all. */
  readonly raw: unknown;
  /** Faults of the text itself: syntax and names given twice. */
  readonly faults: readonly Fault[];
  /** Puts a finding where it belongs; for something that is missing, the nearest name above it. */
  place(finding: Finding): Fault;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Reads YAML 1.2 and remembers where everything stands. */
export function readYaml(file: string, text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const where = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };

  const faults = [...document.errors, ...document.warnings].map((error): Fault => {
    const snippet = text.slice(error.pos[0], error.pos[0] + 200).split("\n")[0] ?? "";
    const twice = error.code === "DUPLICATE_KEY";
    return {
      file,
      ...where(error.pos[0]),
      path: "",
      message: twice ? "the name is given twice" : `not readable as YAML: ${error.message}`,
      found: show(twice ? (snippet.split(":")[0] ?? snippet) : snippet),
      allowed: twice ? "each name once" : "well-formed YAML 1.2",
      nearest: null,
      mend: twice
        ? "Remove or rename one of the two."
        : "Look at indentation, colons, quotes and brackets here and on the line above.",
    };
  });
  const unreadable = document.errors.some((error) => error.code !== "DUPLICATE_KEY");
  const plain = unreadable ? { raw: undefined, faults: [] } : plainValues(document, file, where);

  return {
    raw: plain.raw,
    faults: [...faults, ...plain.faults],
    place: (finding) => {
      const { path, at, ...told } = finding;
      return { file, ...where(offsetOf(document, path, at)), path: pathText(path), ...told };
    },
  };
}

/** An alias without its anchor, or so many that a small file would become a huge one. */
function plainValues(document: Document.Parsed, file: string, where: (offset: number) => Place) {
  let lost: number | null = null;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      lost = start(alias);
      return visit.BREAK;
    },
  });
  try {
    return { raw: document.toJS({ maxAliasCount: 100 }), faults: [] };
  } catch (cause) {
    const fault: Fault = {
      file,
      ...where(lost ?? 0),
      path: "",
      message: "an alias that cannot be followed",
      found: cause instanceof Error ? cause.message : String(cause),
      allowed: "at most 100 uses of aliases, each after its anchor",
      nearest: null,
      mend: "Write the values out.",
    };
    return { raw: undefined, faults: [fault] };
  }
}

function offsetOf(document: Document.Parsed, path: Path, at: "name" | "value"): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    const step = stepInto(isAlias(node) ? node.resolve(document) : node, part);
    if (step === null) return offset;
    const value = start(step.value) ?? step.name;
    offset = at === "value" && depth === path.length - 1 && !step.empty ? value : step.name;
    node = step.value;
  }
  return offset;
}

/** The last of several equal names is the one whose value counts. */
function stepInto(node: unknown, part: string | number): { name: number; value: unknown; empty: boolean } | null {
  if (isMap(node)) {
    const pair = node.items.findLast(
      (item) => String(isScalar(item.key) ? (item.key.value ?? "") : item.key) === String(part),
    );
    if (!pair) return null;
    return { name: start(pair.key) ?? 0, value: pair.value, empty: isScalar(pair.value) && pair.value.value === null };
  }
  if (isSeq(node) && typeof part === "number" && part < node.items.length) {
    const value = node.items[part];
    return { name: start(value) ?? 0, value, empty: false };
  }
  return null;
}

function start(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}
