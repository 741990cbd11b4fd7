import type { ServiceResponse } from "../service.ts";

/** An answer of the control interface. */
export function json(status: number, body: unknown): ServiceResponse {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}

/** A wrong request: the text says what is known. */
export function bad(error: string): ServiceResponse {
  return json(400, { error });
}

export function notThere(error: string): ServiceResponse {
  return json(404, { error });
}

/** The body as an object, or null when it is none. */
export function readJson(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}
