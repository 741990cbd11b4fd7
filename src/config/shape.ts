import type { z } from "zod";
import { type Finding, type Path, show } from "./faults.ts";
import type { Refusal } from "./leaves.ts";
import { mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";
import { type FileConfig, fileSchema, keysAt } from "./schema.ts";

/** Checks names and values one by one; what they mean together is checked in checks.ts. */
export function readShape(raw: unknown): { readonly file: FileConfig | null; readonly findings: readonly Finding[] } {
  const read = fileSchema.safeParse(raw ?? {});
  if (read.success) return { file: read.data, findings: [] };
  return { file: null, findings: read.error.issues.flatMap((issue) => findings(issue, raw)) };
}

function findings(issue: z.core.$ZodIssue, raw: unknown): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  const told: Refusal = issue.code === "custom" ? refusal(issue.params) : wrongKind(path);
  const found = valueAt(raw, path);
  const near = told.nearest ?? null;
  return [
    {
      path,
      at: "value",
      message: found === undefined ? "is missing" : told.message,
      found: show(found),
      allowed: told.allowed,
      nearest: near,
      mend: told.mend ?? mendFor(told.allowed, near),
    },
  ];
}

function mendFor(allowed: string, near: string | null): string {
  if (near !== null) return `Write ${near}.`;
  return /^[\w-]+(, [\w-]+)+$/.test(allowed) ? `Write one of ${allowed}.` : `Write ${allowed}.`;
}

function refusal(params: Record<string, unknown> | undefined): Refusal {
  const text = (name: string) => (typeof params?.[name] === "string" ? params[name] : null);
  const mend = text("mend");
  return {
    message: text("message") ?? "not allowed",
    allowed: text("allowed") ?? "",
    nearest: text("nearest"),
    ...(mend === null ? {} : { mend }),
  };
}

function wrongKind(path: Path): Refusal {
  const { known } = keysAt(path);
  const allowed = known.length > 0 ? `names with values: ${known.join(", ")}` : "names with values";
  return { message: "not a block of settings", allowed, mend: "Write NAME: VALUE lines, indented below it." };
}

function unknownKey(path: Path, key: string): Finding {
  const { known, later } = keysAt(path);
  const allowed = known.length > 0 ? known.join(", ") : "nothing here";
  const place = { path: [...path, key], at: "name", found: show(key), allowed } as const;
  if (later.includes(key)) {
    return {
      ...place,
      message: "this setting is not part of this version yet",
      nearest: null,
      mend: "Remove it until a version has it.",
    };
  }
  const near = nearest(key, known);
  return { ...place, message: "unknown setting", nearest: near, mend: near === null ? "Remove it." : `Write ${near}.` };
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => mappingOf(value)[part], raw);
}
