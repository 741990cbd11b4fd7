import type { Card } from "../../bots/card.ts";
import { DISCONNECTED } from "../../engine/index.ts";
import { capital, type Names } from "./words.ts";

/** A card made of example facts, for people who look at what can be sent. */
export interface Example {
  readonly card: Card;
  /** What tells it from others of the same kind and state, e.g. the code of a reason. */
  readonly of?: string;
}

export const sizes = ["smallest", "largest"] as const;
export type Size = (typeof sizes)[number];

export interface SizedExample extends Example {
  readonly size: Size;
}

/** All examples of one place, at one size. Names itself as a list of cards, or of examples where some need an `of`. */
export type ExampleSource = (scale: Scale) => readonly (Card | Example)[];

/** How large the facts are that an example card is made of. */
export interface Scale {
  readonly size: Size;
  pick<T>(smallest: T, largest: T): T;
  /** The facts as they are, or with numbers in the millions and the longest texts that people and CRMs write. */
  grow<T>(facts: T): T;
  /** Names of connections: the provider's alone, or with the longest name that a configuration may give. */
  readonly names: Names;
}

/** What somebody could write into a CRM in the hope that a chat takes it for more than text. */
export const NASTY = `<!channel> *Acme* <@U1> \${process} [x](https://evil.test)`;

const smallest: Scale = {
  size: "smallest",
  pick: (one) => one,
  grow: (facts) => facts,
  names: capital,
};

const largest: Scale = {
  size: "largest",
  pick: (_, many) => many,
  // What is walked keeps its shape: only numbers and texts change, each into another of its kind.
  grow: <T>(facts: T): T => grown("", facts) as T,
  names: (connection) =>
    connection.length > 20 ? connection : `${capital(connection)} (${longest(`${connection}-for-`)})`,
};

export const scales: readonly Scale[] = [smallest, largest];

/** Every card of some sources at both sizes. Two of one kind, state, `of` and size are told apart by nobody: an error. */
export function sized(sources: readonly ExampleSource[]): readonly SizedExample[] {
  return scales.flatMap((scale) =>
    sources
      .flatMap((source) => source(scale))
      .map((one) => ({ ...("card" in one ? one : { card: one }), size: scale.size })),
  );
}

/** "digest.open.largest", "failures.reason-DUP_RULE.smallest": the name of an example's files. */
export function nameOf({ card, of, size }: SizedExample): string {
  return `${card.kind}.${card.state}${of === undefined ? "" : `-${of}`}.${size}`;
}

const TIMES = 100_003;
/** Later than any count, earlier than any moment of an example, in milliseconds since 1970. */
const FIRST_MOMENT = 1e11;
/** Numbers that count nothing. */
const MARKS = new Set(["status", "share", "fileShare", "score", "version", "attempts", "length"]);
/** Texts that people and CRMs write, as long as they like. */
const WRITTEN = new Set([
  "by",
  "why",
  "detail",
  "label",
  "user",
  "says",
  "mend",
  "words",
  "expected",
  "got",
  "askedBy",
]);

/** Whose name is one that people gave. */
const NAMED = new Set(["identity", "account", "expected"]);

function grown(key: string, fact: unknown): unknown {
  if (typeof fact === "number") return MARKS.has(key) || fact >= FIRST_MOMENT ? fact : fact * TIMES;
  if (typeof fact === "string") return WRITTEN.has(key) && fact !== DISCONNECTED ? `${fact} ${NASTY.repeat(5)}` : fact;
  if (Array.isArray(fact)) return fact.map((one) => grown(key, one));
  if (typeof fact !== "object" || fact === null || fact instanceof Map) return fact;
  const named = NAMED.has(key);
  return Object.fromEntries(
    Object.entries(fact).map(([inner, one]) => [inner, grown(named && inner === "name" ? "label" : inner, one)]),
  );
}

/** Of forty characters, as many as a connection's name may have. */
function longest(name: string): string {
  return `${name}${"northern-hemisphere-".repeat(3)}`.slice(0, 39).concat("1");
}
