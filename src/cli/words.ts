import { parseArgs } from "node:util";
import type { Card } from "../../bots/card.ts";
import { typedVerbs } from "../commands/index.ts";
import { nearest } from "../config/nearest.ts";
import type { Flags } from "./print.ts";

/** What only the terminal knows, beside the verbs of the chats. */
const OWN: Readonly<Record<string, string>> = {
  start: "Starts the daemon; without a crmsync.yml the sandbox.",
  sandbox: "Starts only the simulated services.",
  migrate: "Brings the database up to this program, after a copy of it.",
  import: "Writes the rows of a CSV or JSON lines file into the workspace; see crmsync import --help.",
  export: "Writes the records of an object as CSV or JSON lines; see crmsync export --help.",
  "config check": "Says whether crmsync.yml and the environment are right.",
};

export type Asked =
  | { readonly ok: true; readonly words: readonly string[]; readonly flags: Flags }
  | { readonly ok: false; readonly problem: string };

const FLAGS = ["--json", "--yes", "--help"];

/** Words and flags; an unknown flag or verb is wrong use, told with the nearest. No verb means help. */
export function readWords(argv: readonly string[]): Asked {
  const stray = argv.find((word) => /^--?[a-z]/i.test(word) && ![...FLAGS, "-y", "-h"].includes(word));
  if (stray !== undefined) return { ok: false, problem: unknown("option", stray, FLAGS) };
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      json: { type: "boolean", default: false },
      yes: { type: "boolean", short: "y", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  const words = values.help ? ["help", ...positionals.slice(0, 1)] : positionals.length === 0 ? ["help"] : positionals;
  const [verb = "help"] = words;
  // "run 812" is said in chats, and understood here as well.
  if (![...commands(), "run"].includes(verb.toLowerCase())) return { ok: false, problem: unknownCommand(verb) };
  return { ok: true, words, flags: { json: values.json, yes: values.yes } };
}

export function unknownCommand(word: string): string {
  return unknown("command", word, commands());
}

function commands(): readonly string[] {
  return [...typedVerbs.map((one) => one.name), ...Object.keys(OWN).map((own) => own.split(" ")[0] ?? own)];
}

function unknown(what: string, word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const meant = near === null ? `These are known: ${known.join(", ")}.` : `Did you mean “${near}”?`;
  return `There is no ${what} “${word.slice(0, 60)}”. ${meant}`;
}

/** The help of the chats, with what only the terminal has. */
export function terminalHelp(card: Card): Card {
  return {
    ...card,
    lines: [
      ...(card.lines ?? []),
      ...Object.entries(OWN).map(([name, says]) => [{ code: name }, ` – ${says}`]),
      [
        "Options: ",
        { code: "--json" },
        " gives data for programs, ",
        { code: "--yes" },
        " says yes where a chat would ask.",
      ],
      "Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 the database cannot be reached.",
    ],
  };
}
