/** As much of Adaptive Cards 1.5 as we write; plain JSON. */
export interface AdaptiveCard {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
  readonly fallbackText: string;
  readonly speak: string;
  readonly body: readonly Element[];
  readonly actions?: readonly CardButton[];
  /** Teams' own extension: a message as wide as its channel. */
  readonly msteams?: { readonly width: "Full" };
}

interface Placed {
  readonly separator?: true;
  readonly spacing?: "none" | "small" | "medium";
}

export type Element = TextBlock | RichTextBlock | FactSet | TableElement | Container | ActionSet | Input;

export interface TextBlock extends Placed {
  readonly type: "TextBlock";
  readonly text: string;
  readonly style: "heading";
  readonly size: "large" | "medium";
  readonly weight: "bolder";
  readonly wrap: true;
}

export interface RichTextBlock extends Placed {
  readonly type: "RichTextBlock";
  readonly inlines: readonly TextRun[];
}

export interface TextRun extends Look {
  readonly type: "TextRun";
  readonly text: string;
  readonly fontType?: "monospace";
  readonly selectAction?: { readonly type: "Action.OpenUrl"; readonly url: string };
}

/** How a whole line differs from other text. */
export interface Look {
  readonly weight?: "bolder";
  readonly size?: "small";
  readonly color?: "attention";
  readonly isSubtle?: true;
}

export interface FactSet extends Placed {
  readonly type: "FactSet";
  readonly facts: readonly { readonly title: string; readonly value: string }[];
}

export interface TableElement extends Placed {
  readonly type: "Table";
  readonly columns: readonly { readonly width: number; readonly horizontalCellContentAlignment?: "right" }[];
  readonly rows: readonly { readonly type: "TableRow"; readonly cells: readonly TableCell[] }[];
}

export interface TableCell {
  readonly type: "TableCell";
  readonly items: readonly RichTextBlock[];
}

export interface Container extends Placed {
  readonly type: "Container";
  readonly items: readonly Element[];
}

export interface ActionSet extends Placed {
  readonly type: "ActionSet";
  readonly actions: readonly CardButton[];
}

interface Field extends Placed {
  readonly id: string;
  readonly label?: string;
  readonly isRequired?: true;
  readonly errorMessage?: string;
}

export type Input =
  | (Field & {
      readonly type: "Input.Text";
      readonly value?: string;
      readonly maxLength: number;
      readonly isMultiline?: true;
      readonly style?: "email";
    })
  | (Field & { readonly type: "Input.Number"; readonly value?: number })
  | (Field & { readonly type: "Input.Date"; readonly value?: string })
  | (Field & {
      readonly type: "Input.ChoiceSet";
      readonly style: "compact";
      readonly choices: readonly { readonly title: string; readonly value: string }[];
      readonly placeholder?: string;
      readonly value?: string;
    });

/** What comes back when somebody presses; `id` or `form` names what was meant, as our side gave it out. */
export interface Pressed {
  readonly crmsync: {
    readonly id?: string;
    /** Under this name the chosen value stands beside `crmsync`. */
    readonly choice?: string;
    readonly form?: string;
    readonly private?: true;
    readonly place?: string;
  };
  readonly msteams?: { readonly type: "task/fetch" };
}

interface Titled {
  readonly id?: string;
  readonly title: string;
  readonly style?: "positive" | "destructive";
}

export type Submit = Titled & {
  readonly type: "Action.Submit";
  readonly data: Pressed;
  readonly associatedInputs?: "none";
};

export type CardButton =
  | Submit
  | (Titled & {
      readonly type: "Action.Execute";
      readonly verb: "press" | "submit";
      readonly data: Pressed;
      readonly associatedInputs?: "none";
      /** For clients that do not know Action.Execute. */
      readonly fallback: Submit;
    })
  | (Titled & { readonly type: "Action.OpenUrl"; readonly url: string })
  | (Titled & {
      readonly type: "Action.ShowCard";
      readonly card: {
        readonly type: "AdaptiveCard";
        readonly body: readonly Element[];
        readonly actions: readonly CardButton[];
      };
    });
