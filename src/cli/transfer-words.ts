import { basename } from "node:path";
import { parseArgs } from "node:util";
import { nearest } from "../config/nearest.ts";

export type FileFormat = "csv" | "jsonl";

export interface ImportAsked {
  readonly verb: "import";
  /** "-" = what comes in. */
  readonly file: string;
  /** Null = the file's name tells it. */
  readonly object: string | null;
  readonly format: FileFormat;
  readonly delimiter: string;
  readonly dryRun: boolean;
  readonly ignoreUnknown: boolean;
  readonly withoutKey: boolean;
  readonly json: boolean;
}

export interface ExportAsked {
  readonly verb: "export";
  readonly object: string;
  /** "-" = what goes out. */
  readonly file: string;
  readonly format: FileFormat;
  readonly delimiter: string;
  /** "field=value" as they were typed. */
  readonly filters: readonly string[];
  readonly safe: boolean;
  readonly json: boolean;
}

export type Transfer =
  | { readonly ok: true; readonly asked: ImportAsked | ExportAsked }
  | { readonly ok: false; readonly problem: string }
  | { readonly ok: "help"; readonly text: string };

const transferHelp = {
  import: `crmsync import FILE [--object NAME] [--dry-run] [--ignore-unknown] [--without-key]
                    [--format csv|jsonl] [--delimiter ";"] [--json]
Writes the rows of a CSV or JSON lines file into the workspace, from where they are sent to the CRMs.
FILE is a path, or - for what comes in. The file's name tells the object (contacts.csv), or --object does.
Columns are our fields, told by their names; the column id names a record. A row without an id changes the record with the
same match key, or makes a new one. An empty cell leaves a field as it is; null in JSON lines empties it.
  --dry-run         says what would be done and writes nothing but the file of refused rows
  --ignore-unknown  leaves out columns that are no fields of the object; otherwise the file is refused
  --without-key     makes new records of rows that have neither an id nor a match key; importing them twice makes two
Refused rows are written to FILE.refused.csv with the reason; mend them there and import that file.`,
  export: `crmsync export OBJECT [FILE] [--filter FIELD=VALUE …] [--format csv|jsonl] [--safe] [--delimiter ";"] [--json]
Writes the records of an object as CSV or JSON lines. FILE is a path, or - (usual) for what goes out.
  --filter  only records that hold this: email=ada@x.test, amount[gt]=100, phone[empty]=true; several must all hold
            (is, not, gt, gte, lt, lte, contains, empty)
  --safe    puts an apostrophe before texts that begin with = + - or @, which a spreadsheet would run as formulas.
            Without it values stay as they are, so that they can be imported again.`,
} as const;

const both = {
  format: { type: "string" },
  delimiter: { type: "string", default: "," },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
const importOptions = {
  ...both,
  object: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "ignore-unknown": { type: "boolean", default: false },
  "without-key": { type: "boolean", default: false },
} as const;
const exportOptions = {
  ...both,
  filter: { type: "string", multiple: true, default: [] as string[] },
  safe: { type: "boolean", default: false },
} as const;

/** Words of `import` and `export`; null = another verb. */
export function readTransfer([word, ...rest]: readonly string[]): Transfer | null {
  const verb = word?.toLowerCase();
  if (verb === "help" && (rest[0] === "import" || rest[0] === "export"))
    return { ok: "help", text: transferHelp[rest[0]] };
  if (verb !== "import" && verb !== "export") return null;
  const known = Object.keys(verb === "import" ? importOptions : exportOptions).map((name) => `--${name}`);
  const stray = rest.find(
    (each) => /^--?[a-z]/i.test(each) && each !== "-h" && !known.includes(each.split("=")[0] ?? ""),
  );
  if (stray !== undefined) {
    const near = nearest(stray, known);
    const meant = near === null ? `These are known: ${known.join(", ")}.` : `Did you mean “${near}”?`;
    return problem(`There is no option “${stray.slice(0, 60)}”. ${meant}`);
  }
  try {
    return verb === "import" ? readImport([...rest]) : readExport([...rest]);
  } catch (cause) {
    return problem(cause instanceof Error ? cause.message : String(cause));
  }
}

function readImport(args: string[]): Transfer {
  const { values, positionals } = parseArgs({ args, options: importOptions, allowPositionals: true });
  if (values.help) return { ok: "help", text: transferHelp.import };
  const [file, more] = positionals;
  if (file === undefined || more !== undefined) return problem(`Name one file.\n${transferHelp.import}`);
  const format = formatOf(values.format, file);
  if (format === null) return problem("--format is csv or jsonl.");
  if (!isDelimiter(values.delimiter)) return problem(DELIMITER);
  if (file === "-" && values.object === undefined) return problem("With - say --object NAME: there is no file's name.");
  return {
    ok: true,
    asked: {
      verb: "import",
      file,
      object: values.object ?? null,
      format,
      delimiter: values.delimiter,
      dryRun: values["dry-run"],
      ignoreUnknown: values["ignore-unknown"],
      withoutKey: values["without-key"],
      json: values.json,
    },
  };
}

function readExport(args: string[]): Transfer {
  const { values, positionals } = parseArgs({ args, options: exportOptions, allowPositionals: true });
  if (values.help) return { ok: "help", text: transferHelp.export };
  const [object, file = "-", more] = positionals;
  if (object === undefined || more !== undefined) return problem(`Name one object.\n${transferHelp.export}`);
  const format = formatOf(values.format, file);
  if (format === null) return problem("--format is csv or jsonl.");
  if (!isDelimiter(values.delimiter)) return problem(DELIMITER);
  const { delimiter, filter: filters, safe, json } = values;
  return { ok: true, asked: { verb: "export", object, file, format, delimiter, filters, safe, json } };
}

const DELIMITER = "--delimiter is one character, or tab.";

function isDelimiter(text: string): boolean {
  return text === "tab" || ([...text].length === 1 && !/["\r\n]/.test(text));
}

function problem(text: string): Transfer {
  return { ok: false, problem: text };
}

function formatOf(told: string | undefined, file: string): FileFormat | null {
  if (told !== undefined) return told === "csv" || told === "jsonl" ? told : null;
  return /\.(jsonl|ndjson)$/i.test(file) ? "jsonl" : "csv";
}

/** The object that a file's name tells: contacts.csv, contact-2026.jsonl, contacts.csv.refused.csv; null = none. */
export function objectOfFile(file: string, objects: readonly string[]): string | null {
  const [word = ""] = basename(file)
    .toLowerCase()
    .split(/[.\s_-]/);
  return objectNamed(word, objects);
}

/** An object by its name, or by the plural that its view bears. */
export function objectNamed(word: string, objects: readonly string[]): string | null {
  const plural = (object: string) => (object === "activity" ? "activities" : `${object}s`);
  return objects.find((object) => word === object || word === plural(object)) ?? null;
}
