import { AdaptiveCard, GlobalRegistry, SerializationContext, Table, Versions } from "adaptivecards";

// The package says of itself that it has no side effects, so a bundler drops the file in which tables make themselves known.
GlobalRegistry.defaultElements.register("Table", Table, Versions.v1_5);

export interface Drawn {
  /** What the renderer complains about while it reads the card. */
  readonly complaints: readonly string[];
  /** The types of all that it understood, sorted. */
  readonly understood: readonly string[];
  /** How many of them stand on the page: rows of tables, and what can be filled in. */
  readonly rows: number;
  readonly inputs: number;
  readonly buttons: readonly string[];
  /** What a person reads. */
  readonly text: string;
}

/** Runs in a browser: draws a card as a chat would, with every question behind a button opened. */
export function drawCard(json: unknown): Drawn {
  const card = new AdaptiveCard();
  const context = new SerializationContext();
  card.parse(json, context);
  const complaints = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  const drawn = card.render();
  if (drawn === undefined) return { complaints: [...complaints, "nothing is drawn"], ...NOTHING };
  document.body.replaceChildren(drawn);
  const count = (selector: string) => drawn.querySelectorAll(selector).length;
  for (const button of drawn.querySelectorAll<HTMLElement>("button[aria-expanded]")) button.click();
  return {
    complaints,
    understood: typesIn(card.toJSON()),
    rows: count("[role=row]"),
    inputs: count("input, select, textarea"),
    buttons: [...drawn.querySelectorAll<HTMLElement>("button")].map((button) => button.innerText),
    text: drawn.innerText,
  };
}

const NOTHING = { understood: [], rows: 0, inputs: 0, buttons: [], text: "" };

/** Types of everything in a card but what stands in for it in older clients. */
export function typesIn(value: unknown): string[] {
  const all = (inner: unknown): string[] => {
    if (Array.isArray(inner)) return inner.flatMap(all);
    if (typeof inner !== "object" || inner === null) return [];
    const own = "type" in inner && typeof inner.type === "string" ? [inner.type] : [];
    return [...own, ...Object.entries(inner).flatMap(([key, one]) => (key === "fallback" ? [] : all(one)))];
  };
  return all(value).sort();
}
