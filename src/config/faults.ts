/** Something in the configuration that keeps the program from starting. */
export interface Fault {
  /** The file as it was named, or "environment". */
  readonly file: string;
  /** From 1; null where there is no line (a variable, or a file that could not be read). */
  readonly line: number | null;
  readonly column: number | null;
  /** "connections.sales.poll", or the variable's name. */
  readonly path: string;
  /** What is wrong, in a few words. */
  readonly message: string;
  /** What was found, shortened; never a secret. */
  readonly found: string;
  readonly allowed: string;
  /** The known name that was most likely meant. */
  readonly nearest: string | null;
  readonly mend: string;
}

export type Path = readonly (string | number)[];

/** A fault before its place is known: `at` tells whether the name or the value at `path` is meant. */
export interface Finding {
  readonly path: Path;
  readonly at: "name" | "value";
  readonly message: string;
  readonly found: string;
  readonly allowed: string;
  readonly nearest: string | null;
  readonly mend: string;
}

/** A fault of the environment; `found` must already be free of secrets. */
export function envFault(
  name: string,
  told: { message: string; found: string; allowed: string; mend: string; nearest?: string | null },
): Fault {
  return { file: "environment", line: null, column: null, path: name, nearest: null, ...told };
}

export function nameFinding(path: readonly string[], message: string, allowed: string, mend: string): Finding {
  return { path, at: "name", message, found: show(path.at(-1)), allowed, nearest: null, mend };
}

export function valueFinding(path: Path, message: string, found: unknown, allowed: string, mend: string): Finding {
  return { path, at: "value", message, found: show(found), allowed, nearest: null, mend };
}

/** A value as it may be shown: quoted, on one line, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing after the name";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "names with values";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** "connections.sales.match[0][1]" */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

/** Every fault as a paragraph for a terminal, in the order of the files and lines, with a count at the end. */
export function formatFaults(faults: readonly Fault[]): string {
  const paragraphs = [...faults]
    .sort(byPlace)
    .map((fault) =>
      [
        `${[fault.file, fault.line, fault.column].filter((part) => part !== null).join(":")}: ${fault.path === "" ? "" : `${fault.path}: `}${fault.message}`,
        `  found    ${fault.found}`,
        `  allowed  ${fault.allowed}`,
        ...(fault.nearest === null ? [] : [`  nearest  ${fault.nearest}`]),
        `  mend     ${fault.mend}`,
      ].join("\n"),
    );
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return [...paragraphs, `${count}: nothing was started.`].join("\n\n");
}

function byPlace(a: Fault, b: Fault): number {
  if (a.file !== b.file) return a.file === "environment" ? 1 : b.file === "environment" ? -1 : a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
