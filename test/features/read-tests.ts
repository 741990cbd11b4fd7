import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript5";

/** A test as its source tells it, without running it. */
export interface TestSource {
  /** From the root of the project. */
  readonly file: string;
  /** Its own title and those of the describes around it in the same file, outermost first, as they are written. */
  readonly names: readonly string[];
  /** Its code, with the table of an `each` that stands in it. */
  readonly code: string;
}

const root = join(import.meta.dirname, "../..");
const CALLS = ["it", "test", "describe"];
const NOT_RUN = ["skip", "todo", "skipIf", "runIf", "fails"];

/** Every test that runs, from the sources of test/: suites that are exported as functions (test/contracts) too. */
export function readTests(): readonly TestSource[] {
  return globSync("test/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/^test\/(bench|fakes|fixtures)\//.test(file))
    .sort()
    .flatMap((file) => testsOf(file, readFileSync(join(root, file), "utf8")));
}

/** The tests of one source. A title that is computed as a whole has no words here and counts as "". */
export function testsOf(file: string, source: string): readonly TestSource[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest);
  const found: TestSource[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? callOf(node) : null;
    if (call?.words.some((word) => NOT_RUN.includes(word))) return;
    const names = call === null ? around : [...around, call.title];
    if (call !== null && call.name !== "describe") {
      found.push({ file, names, code: source.slice(node.getStart(parsed), node.end) });
    }
    ts.forEachChild(node, (child) => visit(child, names));
  };
  visit(parsed, []);
  return found;
}

/** `it(title, …)`, `it.each(table)(title, …)`, `describe(title, …)`; null = another call. */
function callOf(node: ts.CallExpression): { name: string; words: readonly string[]; title: string } | null {
  const words: string[] = [];
  let called: ts.Expression = node.expression;
  while (!ts.isIdentifier(called)) {
    if (ts.isPropertyAccessExpression(called)) words.push(called.name.text);
    else if (!ts.isCallExpression(called)) return null;
    called = called.expression;
  }
  const [title] = node.arguments;
  // The inner call of `it.each(table)(title, …)` has a table where the title would be.
  const isTable = words[0] === "each" && !ts.isCallExpression(node.expression);
  if (!CALLS.includes(called.text) || title === undefined || isTable) return null;
  return { name: called.text, words, title: textOf(title) };
}

/** What is plain in a title: of a template the words around what is filled in. */
function textOf(title: ts.Expression): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) return "";
  return title.head.text + title.templateSpans.map((span) => `…${span.literal.text}`).join("");
}
