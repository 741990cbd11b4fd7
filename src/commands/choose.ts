import type { Card } from "../../bots/card.ts";
import type { ConnectionView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { type Answered, type Ask, replyWith } from "./desk.ts";
import type { Names } from "./words.ts";

/** The connection that is meant: the one that was named, or the only one there is. */
export function the(name: string | undefined, views: readonly ConnectionView[]): ConnectionView | undefined {
  return name === undefined && views.length === 1 ? views[0] : views.find((each) => each.name === name);
}

export interface Choice {
  readonly verb: string;
  /** What stands on the buttons before the connection's name, e.g. "Pause". */
  readonly label: string;
  readonly names: Names;
}

/** One button for each connection. */
export function choiceCard(connections: readonly string[], { verb, label, names }: Choice, buttons: Buttons): Card {
  return {
    kind: "choose",
    state: connections.length === 0 ? "refused" : verb,
    tone: "info",
    headline: connections.length === 0 ? "Nothing is connected" : "Which connection?",
    lines: [
      connections.length === 0
        ? "No connection is configured. Add one to crmsync.yml."
        : "Choose one, or name it in the command.",
    ],
    actions: connections.map((connection) =>
      buttons.button({ label: `${label} ${names(connection)}`, verb, args: { connection } }),
    ),
  };
}

/** Asks which connection is meant. In the terminal that is wrong use: nobody can press a button there. */
export function chooseConnection(ask: Ask, verb: string, label: string): Promise<Answered> {
  const { connections } = ask.known;
  const told = ask.caller.platform === "cli" ? { exit: 2 as const } : {};
  return replyWith(
    ask,
    "caller",
    (buttons) => choiceCard(connections, { verb, label, names: ask.names }, buttons),
    told,
  );
}
