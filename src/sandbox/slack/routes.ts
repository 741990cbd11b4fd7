import type { Wire } from "./delivery.ts";
import { deliver } from "./delivery.ts";
import { showView } from "./form.ts";
import { changeGroup, showGroups } from "./groups.ts";
import { homeOpened } from "./interactions.ts";
import { channelNamed, close, command, personNamed, press, submit, Unknown } from "./person.ts";
import { isShape, type Shape } from "./shape.ts";
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

function pressOf(body: unknown): Parameters<typeof press>[2] {
  const asked = texts(body, ["user", "message", "action"], ["channel", "value"]);
  return { ...asked, channel: asked.channel ?? null, value: asked.value ?? null };
}

function submissionOf(body: unknown): Parameters<typeof submit>[2] {
  const { values = {}, ...rest } = objectOf(body);
  const asked = texts(rest, ["user", "view"]);
  if (!isShape(values)) throw new Unknown("values must be an object: visible label -> value");
  const plain = Object.entries(values).map(([label, value]) => [label, value === null ? "" : String(value)]);
  return { ...asked, values: Object.fromEntries(plain) };
}

/** The named texts of a body; anything missing, unknown or of another type is refused by name. */
function texts<K extends string, O extends string = never>(
  body: unknown,
  needed: readonly K[],
  optional: readonly O[] = [],
): Record<K, string> & Partial<Record<O, string>> {
  const given = objectOf(body);
  const known: readonly string[] = [...needed, ...optional];
  const list = `known: ${known.join(", ")}`;
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Unknown(`unknown ${unknown.join(", ")}; ${list}`);
  const wrong = known.filter(
    (key) => given[key] !== undefined && given[key] !== null && typeof given[key] !== "string",
  );
  if (wrong.length > 0) throw new Unknown(`${wrong.join(", ")} must be text; ${list}`);
  const missing = needed.filter((key) => typeof given[key] !== "string");
  if (missing.length > 0) throw new Unknown(`missing ${missing.join(", ")}; ${list}`);
  const kept = Object.entries(given).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(kept) as Record<K, string> & Partial<Record<O, string>>;
}

function objectOf(body: unknown): Shape {
  if (!isShape(body)) throw new Unknown("the body must be a JSON object");
  return body;
}
