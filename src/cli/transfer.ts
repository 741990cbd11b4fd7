import type { Engine } from "../../engine/index.ts";
import { type ReadFilter, readFilter } from "../api/filters.ts";
import { nearest } from "../config/nearest.ts";
import { exportObject } from "./export.ts";
import { importFile } from "./import.ts";
import type { Exit } from "./print.ts";
import type { Streams } from "./streams.ts";
import { type ExportAsked, type ImportAsked, objectNamed, objectOfFile } from "./transfer-words.ts";

/** `import` and `export`: rows of a file into the workspace, and records of the workspace into a file. */
export async function transfer(
  engine: Pick<Engine, "settings" | "records">,
  asked: ImportAsked | ExportAsked,
  streams: Streams = terminal(),
): Promise<Exit> {
  const objects = Object.keys(engine.settings.objects);
  const object = asked.object === null ? null : objectNamed(asked.object.toLowerCase(), objects);
  if (asked.verb === "import") {
    const meant = asked.object === null ? objectOfFile(asked.file, objects) : object;
    if (meant === null) return wrong(unknownObject(asked.object, objects), streams);
    return importFile(engine, meant, { ...asked, delimiter: sign(asked.delimiter) }, streams);
  }
  if (object === null) return wrong(unknownObject(asked.object, objects), streams);
  const types = engine.records.types(object);
  const read = asked.filters.map((text): ReadFilter => {
    const [, key = "", value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (value === undefined) return { ok: false, field: text.slice(0, 60), problem: "write FIELD=VALUE." };
    return readFilter(key, value, types);
  });
  const bad = read.find((one) => !one.ok);
  if (bad && !bad.ok) return wrong(`--filter ${bad.field}: ${bad.problem}`, streams);
  const filters = read.flatMap((one) => (one.ok ? [one.filter] : []));
  return exportObject(engine, object, filters, { ...asked, delimiter: sign(asked.delimiter) }, streams);
}

function sign(delimiter: string): string {
  return delimiter === "tab" ? "\t" : delimiter;
}

function wrong(text: string, { complain }: Streams): Exit {
  complain(text);
  return 2;
}

function unknownObject(word: string | null, objects: readonly string[]): string {
  if (word === null) return `The file's name tells no object. Add --object with one of: ${objects.join(", ")}.`;
  const near = nearest(word, objects);
  return `There is no object “${word.slice(0, 60)}”. ${near ? `Did you mean ${near}?` : `Known: ${objects.join(", ")}.`}`;
}

function terminal(): Streams {
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    say: (text) => console.log(text),
    complain: (text) => console.error(text),
    now: () => performance.now(),
  };
}
