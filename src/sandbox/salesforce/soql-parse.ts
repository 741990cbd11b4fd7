import { place, SoqlError, type Token, tokens } from "./soql-tokens.ts";

export interface Query {
  readonly soql: string;
  /** Names as asked, relationship paths too ("Account.Name"); empty for COUNT(). */
  readonly select: readonly Named[];
  readonly count: boolean;
  readonly from: Named;
  readonly where: Expression | null;
  readonly orderBy: readonly { readonly field: Named; readonly descending: boolean; readonly nullsLast: boolean }[];
  readonly limit: number | null;
  readonly offset: number;
}

export interface Named {
  readonly name: string;
  readonly at: number;
}

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "IN" | "NOT IN";

export type Literal =
  | { readonly kind: "text" | "date" | "word"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  | { readonly kind: "null" };

export type Expression =
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression }
  | { readonly kind: "compare"; readonly field: Named; readonly op: Operator; readonly values: readonly Literal[] };

/** Reads a query of the subset that is known; throws SoqlError for the rest. */
export function parse(soql: string): Query {
  const reader = { soql, all: tokens(soql), next: 0 };
  expect(reader, "SELECT");
  const select: Named[] = [];
  let count = false;
  do {
    const field = name(reader);
    if (field.name.toUpperCase() === "COUNT" && takes(reader, "(")) {
      if (peek(reader).kind === "word") name(reader);
      expect(reader, ")");
      count = true;
    } else {
      select.push(field);
    }
  } while (takes(reader, ","));
  expect(reader, "FROM");
  const from = name(reader);
  const where = takes(reader, "WHERE") ? either(reader) : null;
  const orderBy = takes(reader, "ORDER") ? order(reader) : [];
  const limit = takes(reader, "LIMIT") ? whole(reader) : null;
  const offset = takes(reader, "OFFSET") ? whole(reader) : 0;
  if (peek(reader).kind !== "end" || (count && select.length > 0)) throw unexpected(reader);
  return { soql, select, count, from, where, orderBy, limit, offset };
}

interface Reader {
  readonly soql: string;
  readonly all: readonly Token[];
  next: number;
}

function either(reader: Reader): Expression {
  return joined(reader, "or", () => joined(reader, "and", () => single(reader)));
}

function joined(reader: Reader, kind: "and" | "or", part: () => Expression): Expression {
  const first = part();
  const parts = [first];
  while (takes(reader, kind.toUpperCase())) parts.push(part());
  return parts.length === 1 ? first : { kind, parts };
}

function single(reader: Reader): Expression {
  if (takes(reader, "NOT")) return { kind: "not", part: single(reader) };
  if (takes(reader, "(")) {
    const inner = either(reader);
    expect(reader, ")");
    return inner;
  }
  const field = name(reader);
  const op = operator(reader);
  if (op !== "IN" && op !== "NOT IN") return { kind: "compare", field, op, values: [literal(reader)] };
  expect(reader, "(");
  const values: Literal[] = [];
  do values.push(literal(reader));
  while (takes(reader, ","));
  expect(reader, ")");
  return { kind: "compare", field, op, values };
}

function operator(reader: Reader): Operator {
  for (const op of ["=", "!=", "<=", ">=", "<", ">", "LIKE", "IN"] as const) if (takes(reader, op)) return op;
  if (takes(reader, "<>")) return "!=";
  if (takes(reader, "NOT")) {
    expect(reader, "IN");
    return "NOT IN";
  }
  throw unexpected(reader);
}

function literal(reader: Reader): Literal {
  const token = peek(reader);
  if (token.kind === "end" || token.kind === "sign") throw unexpected(reader);
  reader.next += 1;
  if (token.kind === "number") return { kind: "number", number: Number(token.text) };
  if (token.kind === "text" || token.kind === "date") return { kind: token.kind, text: token.text };
  const word = token.text.toUpperCase();
  if (word === "NULL") return { kind: "null" };
  if (word === "TRUE" || word === "FALSE") return { kind: "boolean", boolean: word === "TRUE" };
  return { kind: "word", text: word };
}

function order(reader: Reader): Query["orderBy"] {
  expect(reader, "BY");
  const fields: { field: Named; descending: boolean; nullsLast: boolean }[] = [];
  do {
    const field = name(reader);
    const descending = takes(reader, "DESC") || (takes(reader, "ASC") && false);
    let nullsLast = false;
    if (takes(reader, "NULLS")) {
      nullsLast = takes(reader, "LAST");
      if (!nullsLast) expect(reader, "FIRST");
    }
    fields.push({ field, descending, nullsLast });
  } while (takes(reader, ","));
  return fields;
}

function name(reader: Reader): Named {
  const token = peek(reader);
  if (token.kind !== "word") throw unexpected(reader);
  reader.next += 1;
  return { name: token.text, at: token.at };
}

function whole(reader: Reader): number {
  const token = peek(reader);
  if (token.kind !== "number" || !/^\d+$/.test(token.text)) throw unexpected(reader);
  reader.next += 1;
  return Number(token.text);
}

function takes(reader: Reader, text: string): boolean {
  const token = peek(reader);
  const hit = (token.kind === "word" || token.kind === "sign") && token.text.toUpperCase() === text;
  if (hit) reader.next += 1;
  return hit;
}

function expect(reader: Reader, text: string): void {
  if (!takes(reader, text)) throw unexpected(reader);
}

function peek(reader: Reader): Token {
  return reader.all[reader.next] ?? { kind: "end", text: "", at: reader.soql.length };
}

function unexpected(reader: Reader): SoqlError {
  const { kind, text, at } = peek(reader);
  return new SoqlError(
    "MALFORMED_QUERY",
    `${place(reader.soql, at)}\nunexpected token: '${kind === "end" ? "<EOF>" : text}'`,
  );
}
