import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import type { Buttons, Press } from "./buttons.ts";
import { chooseConnection, the } from "./choose.ts";
import { callerKey, replyWith, type Verb, verb } from "./desk.ts";
import { foreign, type Names } from "./words.ts";

const OFFER_MS = 600_000;

export const disconnect: Verb = verb({
  name: "disconnect",
  role: "admin",
  summary: "Signs a connection out: revokes and forgets the tokens, keeps settings and records.",
  usage: "<connection>",
  examples: ["disconnect salesforce"],
  slots: ["connection"],
  args: z.object({ connection: z.string().optional() }),
  run: async ({ connection }, ask) => {
    const view = the(connection, await ask.desk.engine.overview());
    if (!view) return chooseConnection(ask, "disconnect", "Disconnect");
    const press = {
      verb: "disconnect-now",
      args: { connection: view.name },
      once: true,
      owner: callerKey(ask.caller),
      expiresAt: ask.desk.now() + OFFER_MS,
    };
    return replyWith(ask, "caller", (buttons) => confirmDisconnect(ask.names(view.name), press, buttons));
  },
});

/** The yes to a disconnect. */
export const disconnectNow = verb({
  name: "disconnect-now",
  role: "admin",
  summary: "Signs a connection out.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ connection: z.string() }),
  run: async ({ connection }, ask) => {
    const { engine, onOrder } = ask.desk;
    const by = foreign(ask.caller.name || ask.caller.user, 80);
    const revoked = await engine.disconnect(connection, by);
    onOrder();
    const data = { connection, revoked };
    return replyWith(ask, "caller", (buttons) => disconnectedCard({ connection, revoked, names: ask.names }, buttons), {
      data,
    });
  },
});

/** B37: what goes and what stays is said before it is done. */
export function confirmDisconnect(name: string, press: Omit<Press, "label">, buttons: Buttons): Card {
  return {
    kind: "disconnect",
    state: "confirm",
    tone: "warning",
    headline: `Disconnect ${name}?`,
    lines: [
      `This revokes and forgets the tokens, keeps settings and records. Nothing is deleted, neither here nor in ${name}.`,
      "Until somebody signs in again nothing moves there. Changes go on being collected and are sent afterwards.",
      "If only the sign-in is ill, Reconnect is enough: there is no need to disconnect first.",
    ],
    actions: [
      buttons.button({
        ...press,
        label: `Disconnect ${name}`,
        style: "danger",
        confirm: {
          title: `Disconnect ${name}?`,
          text: "This revokes and forgets the tokens, keeps settings and records.",
          ok: "Disconnect",
        },
      }),
    ],
    ...(press.expiresAt === undefined ? {} : { footer: ["This offer ends at ", { at: press.expiresAt }, "."] }),
  };
}

export interface DisconnectedInput {
  readonly connection: string;
  /** false = the CRM did not confirm it. */
  readonly revoked: boolean;
  readonly names: Names;
}

export function disconnectedCard({ connection, revoked, names }: DisconnectedInput, buttons: Buttons): Card {
  const name = names(connection);
  return {
    kind: "disconnect",
    state: revoked ? "disconnected" : "not_confirmed",
    tone: revoked ? "info" : "warning",
    headline: `${name} is disconnected`,
    lines: [
      revoked
        ? "The CRM has revoked our access, and the tokens are forgotten here."
        : "The tokens are forgotten here, but the CRM did not confirm that it revoked them: end crmsync's access in its setup pages too.",
      "Settings, records and links are kept, and so are the places up to which was read.",
      [
        "To come back, press Reconnect or type ",
        { code: `reconnect ${connection}` },
        " and sign in to the same account. It goes on from where it stopped.",
      ],
    ],
    actions: [buttons.button({ label: "Reconnect", verb: "reconnect", args: { connection } })],
  };
}
