import { createHash } from "node:crypto";
import type { CardAction, Confirm, Option } from "../../bots/card.ts";
import type { ActionRow } from "../../engine/index.ts";

/** What stands behind an opaque id, before anybody pressed it. */
export type NewAction = Pick<ActionRow, "id" | "verb" | "args" | "once" | "owner" | "expiresAt">;

export interface Press {
  readonly label: string;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly style?: "primary" | "danger";
  readonly confirm?: Confirm;
  /** Works once: of two presses one wins. */
  readonly once?: boolean;
  /** `platform:user`: the only one who may press it. */
  readonly owner?: string;
  /** Milliseconds since 1970; otherwise as the card's buttons in general. */
  readonly expiresAt?: number;
}

/** A list to pick from: the verb gets what was picked as `value`. */
export interface Picking extends Omit<Press, "style" | "confirm"> {
  readonly options: readonly Option[];
}

/** Collects what the buttons of one card may do while the card is drawn; the rows are stored before it is shown. */
export interface Buttons {
  button(press: Press): CardAction;
  select(picking: Picking): CardAction;
  readonly rows: readonly NewAction[];
}

/** The same button of the same post always has the same id, so that a card that says the same stays equal. */
export function fixedButtons(scope: string): Buttons {
  return collect(
    ({ verb, args }) =>
      `act_${createHash("sha256")
        .update(JSON.stringify([scope, verb, args]))
        .digest("base64url")
        .slice(0, 24)}`,
    null,
  );
}

/** For an answer to one person: ids that nobody can foresee, good until `expiresAt`. */
export function freshButtons(newId: () => string, expiresAt: number): Buttons {
  return collect(newId, expiresAt);
}

function collect(idOf: (press: Press) => string, expiresAt: number | null): Buttons {
  const rows: NewAction[] = [];
  const keep = (press: Press): string => {
    const id = idOf(press);
    const { verb, args, once = false, owner = null } = press;
    rows.push({ id, verb, args, once, owner, expiresAt: press.expiresAt ?? expiresAt });
    return id;
  };
  return {
    rows,
    button: (press) => {
      const { label, style, confirm } = press;
      return { type: "button", id: keep(press), label, ...(style ? { style } : {}), ...(confirm ? { confirm } : {}) };
    },
    select: ({ options, ...press }) => ({ type: "select", id: keep(press), label: press.label, options }),
  };
}
