import type { Card, CardAction, Line } from "../../bots/card.ts";
import type { Engine } from "../../engine/index.ts";
import { typedVerbs } from "../commands/index.ts";

const ORDER = ["connection", "object", "reason", "id", "text", "verb"];

/** A terminal has no buttons: what they would do stands there as the command to type; links stay. */
export async function withCommands(card: Card, engine: Pick<Engine, "action">): Promise<Card> {
  const { actions = [], sections = [], ...rest } = card;
  const own = await commandsOf(actions, engine);
  const shown = await Promise.all(
    sections.map(async ({ actions: inner = [], ...section }) => ({
      ...section,
      lines: [...(section.lines ?? []), ...(await commandsOf(inner, engine))],
      actions: inner.filter((action) => action.type === "link"),
    })),
  );
  return {
    ...rest,
    sections: [...shown, ...(own.length > 0 ? [{ heading: "Next", lines: own }] : [])],
    actions: actions.filter((action) => action.type === "link"),
  };
}

async function commandsOf(actions: readonly CardAction[], engine: Pick<Engine, "action">): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const action of actions) {
    const row = action.type === "button" ? await engine.action(action.id) : null;
    if (!row || !typedVerbs.some((verb) => verb.name === row.verb)) continue;
    const words = ORDER.flatMap((key) => (typeof row.args[key] === "string" ? [row.args[key]] : []));
    lines.push([{ code: ["crmsync", row.verb, ...words].join(" ") }]);
  }
  return lines;
}
