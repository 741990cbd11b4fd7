import { isShape, type Shape } from "./shape.ts";

/** A person asked for what is not there; the message says what is. */
export class Unknown extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unknown";
  }
}

/** The named texts of a body; anything missing, unknown or of another type is refused by name. Throws Unknown. */
export function texts<K extends string, O extends string = never>(
  body: unknown,
  needed: readonly K[],
  optional: readonly O[] = [],
): Record<K, string> & Partial<Record<O, string>> {
  const given = objectOf(body);
  const known: readonly string[] = [...needed, ...optional];
  const list = `known: ${known.join(", ")}`;
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Unknown(`unknown ${unknown.join(", ")}; ${list}`);
  const wrong = known.filter(
    (key) => given[key] !== undefined && given[key] !== null && typeof given[key] !== "string",
  );
  if (wrong.length > 0) throw new Unknown(`${wrong.join(", ")} must be text; ${list}`);
  const missing = needed.filter((key) => typeof given[key] !== "string");
  if (missing.length > 0) throw new Unknown(`missing ${missing.join(", ")}; ${list}`);
  const kept = Object.entries(given).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(kept) as Record<K, string> & Partial<Record<O, string>>;
}

/** `{user, message, action, channel?, value?}`: a press of a button. Throws Unknown. */
export function pressOf(body: unknown): {
  readonly user: string;
  readonly message: string;
  readonly action: string;
  readonly channel: string | null;
  readonly value: string | null;
} {
  const asked = texts(body, ["user", "message", "action"], ["channel", "value"]);
  return { ...asked, channel: asked.channel ?? null, value: asked.value ?? null };
}

/** `{user, view, values}`: a form that is sent, its values by visible label. Throws Unknown. */
export function submissionOf(body: unknown): {
  readonly user: string;
  readonly view: string;
  readonly values: Readonly<Record<string, string>>;
} {
  const { values = {}, ...rest } = objectOf(body);
  const asked = texts(rest, ["user", "view"]);
  if (!isShape(values)) throw new Unknown("values must be an object: visible label -> value");
  const plain = Object.entries(values).map(([label, value]) => [label, value === null ? "" : String(value)]);
  return { ...asked, values: Object.fromEntries(plain) };
}

function objectOf(body: unknown): Shape {
  if (!isShape(body)) throw new Unknown("the body must be a JSON object");
  return body;
}
