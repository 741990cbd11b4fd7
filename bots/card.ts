/**
 * A card is what we say, before a platform shapes it. All text is plain: renderers escape it, so that text from a
 * CRM can never become a mention, a link or a button. Only a Span of ours can be a link or a time.
 */
export interface Card {
  /** What it is, e.g. "status", "sign_in_needed"; with `state` it names the file that `npm run cards` writes. */
  readonly kind: string;
  readonly state: string;
  readonly tone: Tone;
  /** One line: noun and state, e.g. "Salesforce: signed out". The renderer adds the tone's mark. */
  readonly headline: string;
  /** Full sentences: what happened, its impact in numbers, what to do. */
  readonly lines?: readonly Line[];
  readonly facts?: readonly Fact[];
  readonly progress?: Progress;
  readonly tables?: readonly Table[];
  /** Parts with a heading of their own: one connection of a status card, one reason of a summary. */
  readonly sections?: readonly Section[];
  readonly actions?: readonly CardAction[];
  readonly form?: Form;
  /** Connection, since, updated, incident id. */
  readonly footer?: Line;
}

export type Tone = "good" | "info" | "working" | "warning" | "critical";

export type Line = string | readonly Span[];

export type Span =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  /** Milliseconds since 1970; shown in the reader's time zone. */
  | { readonly at: number }
  /** Only addresses that we made or checked. */
  | { readonly link: string; readonly text: string };

export interface Fact {
  readonly label: string;
  readonly value: Line;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** e.g. "3,100 of 5,800, about 20 s left". */
  readonly text: string;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface Section {
  readonly heading: string;
  readonly tone?: Tone;
  readonly lines?: readonly Line[];
  readonly facts?: readonly Fact[];
  readonly actions?: readonly CardAction[];
}

/** `id` is opaque: what it may do is looked up on our side when it is pressed. */
export type CardAction =
  | {
      readonly type: "button";
      readonly id: string;
      readonly label: string;
      readonly style?: "primary" | "danger";
      readonly confirm?: Confirm;
      /** Its answer will be a form: a platform may open an empty dialog at once, before the answer is there. */
      readonly opens?: "form";
    }
  | {
      readonly type: "link";
      readonly id: string;
      readonly label: string;
      readonly url: string;
      readonly style?: "primary";
    }
  | { readonly type: "select"; readonly id: string; readonly label: string; readonly options: readonly Option[] };

export interface Confirm {
  readonly title: string;
  readonly text: string;
  readonly ok: string;
}

export interface Option {
  readonly label: string;
  readonly value: string;
}

export interface Form {
  /** Opaque, like an action's id. */
  readonly id: string;
  readonly submit: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "multiline" | "email" | "number" | "date" | "select";
  readonly value?: string;
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly hint?: string;
  /** Shown beside the field when what was typed is refused. */
  readonly error?: string;
}
