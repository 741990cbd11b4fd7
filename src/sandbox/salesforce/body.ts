import type { Answer } from "../crm/crm.ts";
import { failure } from "./errors.ts";

export type Body =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly answer: Answer };

/** The body as a JSON object; anything else is refused whole. */
export function objectBody(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { ok: true, value };
    return {
      ok: false,
      answer: failure(400, "JSON_PARSER_ERROR", "The HTTP entity body is required to be a JSON object"),
    };
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : "unexpected input";
    return { ok: false, answer: failure(400, "JSON_PARSER_ERROR", words) };
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
}
