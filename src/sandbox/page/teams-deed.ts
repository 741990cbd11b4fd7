/** An action of a card as it was pressed: its data has the card's inputs in it. */
export interface PressedAction {
  readonly kind: "execute" | "submit" | "open";
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly data: unknown;
  readonly inputs: readonly CardInput[];
}

export interface CardInput {
  readonly id: string;
  readonly label: string;
}

/** What the page does about it. */
export type Deed =
  | { readonly do: "open"; readonly url: string }
  | { readonly do: "press"; readonly action: string; readonly value: string | null }
  | { readonly do: "submit"; readonly values: Readonly<Record<string, string>> }
  | { readonly do: "nothing" };

/** The sandbox knows actions by their id or title, a choice by its value, and a form's fields by their labels. */
export function deedOf(pressed: PressedAction): Deed {
  if (pressed.kind === "open") return safe(pressed.url) ? { do: "open", url: pressed.url } : { do: "nothing" };
  const data = shape(pressed.data);
  const own = shape(data.crmsync);
  if (typeof own.form === "string") return { do: "submit", values: fieldsOf(pressed.inputs, data) };
  const action = pressed.id === "" ? pressed.title : pressed.id;
  const choice = textOf(own.choice);
  return { do: "press", action, value: choice === null ? null : textOf(data[choice]) };
}

function fieldsOf(inputs: readonly CardInput[], data: Readonly<Record<string, unknown>>): Record<string, string> {
  const fields = inputs.filter((one) => one.id.startsWith("field:"));
  return Object.fromEntries(fields.map((one) => [one.label || one.id, textOf(data[one.id]) ?? ""]));
}

function safe(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function shape(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
