import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import type { ConnectionView, Crowd } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { type Ask, replyWith, verb } from "./desk.ts";
import { counted, foreign, listed, type Names, number } from "./words.ts";

export const reconnect = verb({
  name: "reconnect",
  role: "operator",
  summary: "Gives you a one-time link to sign in to a CRM again.",
  usage: "[connection]",
  examples: ["reconnect", "reconnect salesforce"],
  slots: ["connection"],
  args: z.object({ connection: z.string().optional() }),
  run: async (args, ask) => {
    const views = await ask.desk.engine.overview();
    const needing = views.filter((view) => view.health.state === "action_needed");
    const name = args.connection ?? (needing.length === 1 ? needing[0]?.name : undefined);
    const view = views.find((each) => each.name === name);
    if (!view)
      return replyWith(
        ask,
        "caller",
        (buttons) => chooseConnection(needing.length > 0 ? needing : views, ask.names, buttons),
        ask.caller.platform === "cli" ? { exit: 2 } : {},
      );
    const id = await begin(view, ask);
    const url = `${ask.desk.publicUrl}/oauth/start/${id}`;
    const until = ask.desk.now() + TEN_MINUTES;
    const crowd = await ask.desk.engine.signIns.crowd(view.name);
    const card = signInLink({ view, name: ask.names(view.name), url, until, crowd, names: ask.names });
    return { show: "caller", card, data: { connection: view.name, signIn: id, url, until, crowd } };
  },
});

const TEN_MINUTES = 600_000;

function begin(view: ConnectionView, { desk, caller }: Ask): Promise<string> {
  const { platform, user, name, channel } = caller;
  return desk.engine.signIns.begin(view.name, { platform, user, name, channel });
}

export interface LinkInput {
  readonly view: Pick<ConnectionView, "identity" | "health">;
  readonly name: string;
  readonly url: string;
  readonly until: number;
  /** The sign-ins of the same user that this installation knows of. */
  readonly crowd: Crowd;
  readonly names: Names;
}

/** Only ever shown to the person who pressed. */
export function signInLink({ view, name, url, until, crowd, names }: LinkInput): Card {
  const account = view.identity;
  return {
    kind: "reconnect",
    state: "link",
    tone: crowd.ends.length > 0 ? "warning" : "info",
    headline: `Sign in to ${name}`,
    lines: [
      ["This link is for you alone, works once, and ends at ", { at: until }, "."],
      account === null
        ? "Sign in to the account that is to be synced. You are asked here to confirm it before it is used."
        : `Sign in to ${foreign(account.name, 80)}, as ${foreign(account.user, 80)} or another user of the same account. You are asked here to confirm it before it is used.`,
      ...(view.health.state === "provider_outage"
        ? ["The CRM does not answer at the moment: the sign-in may fail until it is back."]
        : []),
      ...(view.health.state === "healthy"
        ? ["The connection is healthy now; signing in again replaces its sign-in."]
        : []),
      ...crowded(crowd, names),
    ],
    actions: [{ type: "link", id: "sign-in", label: "Sign in", url, style: "primary" }],
  };
}

/** M5: some CRMs keep few sign-ins of one user and app, and end the oldest for a new one. */
function crowded({ count, most, ends }: Crowd, names: Names): readonly string[] {
  if (most === null)
    return count === 0
      ? []
      : [
          `${counted(count, "sign-in")} of this user with this app ${count === 1 ? "is" : "are"} known here; the CRM is not known to end one for another.`,
        ];
  if (count + 1 < most)
    return [
      `Sign-ins of this user with this app: ${number(count)} known here, of ${number(most)} that the CRM keeps; those that were made elsewhere are unseen.`,
    ];
  const rule = `The CRM keeps ${number(most)} sign-ins of one user with this app and ends the oldest for one more. Those that were made elsewhere are unseen here.`;
  if (ends.length > 0) {
    const hit = listed(ends.map(names));
    const whose = `${hit}: ${ends.length === 1 ? "it" : "they"} would have to be signed in again`;
    return [`This would end the sign-in of ${whose}. Sign in as another user of the same account to keep it.`, rule];
  }
  return [`This is sign-in ${number(count + 1)} of this user that is known here. ${rule}`];
}

export function chooseConnection(views: readonly Pick<ConnectionView, "name">[], names: Names, buttons: Buttons): Card {
  return {
    kind: "reconnect",
    state: "choose",
    tone: "info",
    headline: "Which connection?",
    lines: ["Choose the one to sign in to again."],
    actions: views.map((view) =>
      buttons.button({ label: `Reconnect ${names(view.name)}`, verb: "reconnect", args: { connection: view.name } }),
    ),
  };
}
