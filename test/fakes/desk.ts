import type { Caller } from "../../bots/bot.ts";
import type { Card, CardAction } from "../../bots/card.ts";
import type { Role } from "../../src/access.ts";
import { type Answered, createAnswer, type Desk } from "../../src/commands/index.ts";
import { type bed, until } from "./bed.ts";

/** The people of the simulated workspace, by their role. */
const PEOPLE: Readonly<Record<Role, string>> = {
  stranger: "U0STRANGER",
  viewer: "U0VIEWER01",
  operator: "U0OPERATOR",
  admin: "U0ADMIN001",
};

/** The real answers over the real engine of a bed, with somebody who types and presses. */
export function openDesk(
  own: Awaited<ReturnType<typeof bed>>,
  changed: Partial<Pick<Desk, "roles" | "groupsOf" | "examineChat" | "machine" | "channels" | "zone">> = {},
) {
  let ids = 0;
  let requests = 0;
  let orders = 0;
  const logged: { level: string; message: string; fields: unknown }[] = [];
  const answer = createAnswer({
    engine: own.engine,
    roles: own.config.roles,
    publicUrl: "http://127.0.0.1:3000",
    now: own.clock.wall,
    newId: () => {
      ids += 1;
      return `act_${ids}`;
    },
    groupsOf: async () => [],
    onOrder: () => {
      orders += 1;
    },
    log: (level, message, fields) => logged.push({ level, message, fields }),
    ...changed,
  });
  const nextRequest = () => {
    requests += 1;
    return `request-${requests}`;
  };
  const caller = (role: Role, request = nextRequest()): Caller => ({
    platform: "slack",
    user: PEOPLE[role],
    name: role,
    channel: "C0CRMSYNC1",
    message: null,
    request,
  });
  const pressId = (id: string, role: Role = "operator", request?: string): Promise<Answered> =>
    until(own.clock, answer({ type: "press", id, value: null }, caller(role, request)));

  return {
    answer,
    caller,
    logged,
    orders: () => orders,
    say: (text: string, role: Role = "operator", request?: string): Promise<Answered> =>
      until(own.clock, answer({ type: "command", text }, caller(role, request))),
    pressId,
    submit: (id: string, values: Readonly<Record<string, string>>, from: Caller) =>
      until(own.clock, answer({ type: "submit", id, values }, from)),
    /** Picks an option of a list. */
    pick: (id: string, value: string, role: Role = "operator") =>
      until(own.clock, answer({ type: "press", id, value }, caller(role))),
    press: (card: Card | undefined, label: string, role: Role = "operator", request?: string) =>
      pressId(actionOf(card, label).id, role, request),
  };
}

/** Every button, link and select of a card. */
export function actionsOf(card: Card | undefined): readonly CardAction[] {
  return [...(card?.actions ?? []), ...(card?.sections ?? []).flatMap((section) => section.actions ?? [])];
}

export function actionOf(card: Card | undefined, label: string): CardAction {
  const found = actionsOf(card).find((action) => action.label === label);
  if (!found)
    throw new Error(
      `no “${label}” among ${
        actionsOf(card)
          .map((action) => action.label)
          .join(", ") || "nothing"
      }`,
    );
  return found;
}
