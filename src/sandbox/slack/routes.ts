import { pressOf, submissionOf, texts, Unknown } from "../chat/asked.ts";
import type { Wire } from "../chat/wire.ts";
import { deliver } from "./delivery.ts";
import { showView } from "./form.ts";
import { changeGroup, showGroups } from "./groups.ts";
import { homeOpened } from "./interactions.ts";
import { channelNamed, close, command, personNamed, press, submit } from "./person.ts";
import { stand } from "./shown.ts";
import type { SlackService } from "./slack.ts";
import { inChannel, privateTo } from "./state.ts";

const KNOWN = [
  "GET channels/:name/messages",
  "GET users/:name/messages",
  "GET users/:name/view",
  "GET home/:user",
  "GET groups",
  "POST groups",
  "POST command",
  "POST press",
  "POST submit",
  "POST close",
];

/**
 * The control interface of the simulated Slack below `/_sandbox/slack/`; answers what is to be sent as JSON.
 * Throws Unknown for anything that is not there or malformed.
 */
export async function slackControl(
  slack: SlackService,
  wire: Wire,
  method: string,
  path: readonly string[],
  body: unknown,
): Promise<unknown> {
  const [first = "", name = "", last = ""] = path;
  const asked = `${method} ${first}`;
  const { state } = slack;
  if (asked === "GET channels" && last === "messages") return inChannel(state, channelNamed(name, null)).map(stand);
  if (asked === "GET users" && last === "messages") return privateTo(state, personNamed(name).id).map(stand);
  if (asked === "GET users" && last === "view") return openView(slack, name);
  if (asked === "GET home" && last === "") return home(slack, wire, name);
  if (asked === "GET groups") return showGroups(state);
  if (asked === "POST groups") return changeGroup(state, texts(body, ["group", "user", "do"]));
  if (asked === "POST command") return command(slack, wire, texts(body, ["user", "channel", "text"]));
  if (asked === "POST press") return press(slack, wire, pressOf(body));
  if (asked === "POST submit") return submit(slack, wire, submissionOf(body));
  if (asked === "POST close") {
    await close(slack, wire, texts(body, ["user", "view"]));
    return { closed: true };
  }
  throw new Unknown(`unknown call ${method} ${path.join("/")}; known: ${KNOWN.join(", ")}`);
}

/** The form that lies on top for this person. */
function openView(slack: SlackService, name: string): unknown {
  const person = personNamed(name);
  const open = [...slack.state.views.values()].filter((one) => one.user === person.id);
  const top = open.sort((a, b) => b.changed - a.changed)[0];
  return top === undefined ? null : showView(top);
}

/** Opening the home tab tells the bot, as Slack does; it publishes when it likes. */
async function home(slack: SlackService, wire: Wire, name: string): Promise<unknown> {
  const person = personNamed(name);
  if (!slack.state.homes.has(person.id)) await deliver(slack, wire, homeOpened(slack.state, person).body);
  const view = slack.state.homes.get(person.id);
  return view === undefined ? { id: null, blocks: [], version: 0 } : { ...showView(view), version: view.version };
}
