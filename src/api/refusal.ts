import type { WriteRefusal } from "../../engine/index.ts";

/** Why nothing was done: the code for programs, the words for people, and the place where there is one. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly field: string | null;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: ErrorCode,
    message: string,
    more: { field?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.status = errorStatus[code];
    this.field = more.field ?? null;
    this.headers = more.headers ?? {};
  }
}

/** Every code of an error and its status. */
export const errorStatus = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  OBJECT_UNKNOWN: 404,
  CONNECTION_UNKNOWN: 404,
  METHOD_WRONG: 405,
  QUERY_WRONG: 400,
  BODY_WRONG: 400,
  HEADER_WRONG: 400,
  FIELD_UNKNOWN: 400,
  VALUE_WRONG: 400,
  ID_WRONG: 400,
  NOT_LINKED: 404,
  KEY_MISSING: 400,
  MATCH_AMBIGUOUS: 409,
  VERSION_STALE: 409,
  BODY_TOO_LARGE: 413,
  FAILED: 500,
  STORAGE: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

const mends: Readonly<Record<WriteRefusal, string>> = {
  FIELD_UNKNOWN: "Write a field of this object: /v1/openapi.json names them.",
  VALUE_WRONG: "Write a value of the field's type: /v1/openapi.json names it.",
  ID_WRONG: "Choose another id, or leave it out: then we make one.",
  NOT_LINKED: "Write it by its own id or by its match key; it is linked when it is next synced.",
  KEY_MISSING: "Give it one of them.",
  MATCH_AMBIGUOUS: "Name the one you mean by its id.",
  VERSION_STALE: "Read it again and decide anew.",
  NOT_FOUND: "See that the id is right; it may have been deleted.",
};

/** What the engine did not write, in words that say what to do. */
export function refusalOf(code: WriteRefusal, detail: string, field: string | null): Refusal {
  return new Refusal(code, `${field ? `${field}: ` : ""}${detail}. ${mends[code]}`, { field });
}
