import { pressOf, submissionOf, texts, Unknown } from "../chat/asked.ts";
import type { Wire } from "../chat/wire.ts";
import { showDialog } from "./form.ts";
import { rotateKeys } from "./keys.ts";
import { personNamed, roomNamed } from "./names.ts";
import { close, command, install, press, submit } from "./person.ts";
import { stand } from "./shown.ts";
import { inChannel, privateTo, spokenIn } from "./state.ts";
import type { TeamsService } from "./teams.ts";

const KNOWN = [
  "GET channels/:name/messages",
  "GET channels/:name/all",
  "GET users/:name/messages",
  "GET users/:name/view",
  "GET home/:user",
  "POST command",
  "POST press",
  "POST submit",
  "POST close",
  "POST install",
  "POST keys",
];

/**
 * The control interface of the simulated Teams below `/_sandbox/teams/`; answers what is to be sent as JSON.
 * Throws Unknown for anything that is not there or malformed.
 */
export async function teamsControl(
  teams: TeamsService,
  wire: Wire,
  method: string,
  path: readonly string[],
  body: unknown,
): Promise<unknown> {
  const [first = "", name = "", last = ""] = path;
  const asked = `${method} ${first}`;
  const { state } = teams;
  if (asked === "GET channels" && last === "messages")
    return inChannel(state, roomNamed(name, null)).map((one) => stand(one));
  if (asked === "GET channels" && last === "all")
    return spokenIn(state, roomNamed(name, null)).map((one) => stand(one));
  if (asked === "GET users" && last === "messages") {
    const { id } = personNamed(name);
    return privateTo(state, id).map((one) => stand(one, id));
  }
  if (asked === "GET users" && last === "view") return openView(teams, name);
  if (asked === "GET home" && last === "") return home(teams, wire, name);
  if (asked === "POST command") return command(teams, wire, typingOf(body));
  if (asked === "POST press") return press(teams, wire, pressOf(body));
  if (asked === "POST submit") return submit(teams, wire, submissionOf(body));
  if (asked === "POST close") {
    close(teams, texts(body, ["user", "view"]));
    return { closed: true };
  }
  if (asked === "POST install") return installAsked(teams, wire, body);
  if (asked === "POST keys") {
    rotateKeys(state.keys);
    return { rotated: true };
  }
  throw new Unknown(`unknown call ${method} ${path.join("/")}; known: ${KNOWN.join(", ")}`);
}

/** The dialog that is open for this person. */
function openView(teams: TeamsService, name: string): unknown {
  const person = personNamed(name);
  const open = [...teams.state.dialogs.values()].filter((one) => one.user === person.id);
  const top = open.sort((a, b) => b.changed - a.changed)[0];
  return top === undefined ? null : showDialog(top);
}

/**
 * Teams has no home view: the personal chat is where somebody looks first. Opening it for the first time tells the bot
 * that its app was added there; what it writes first upon that is the home.
 */
async function home(teams: TeamsService, wire: Wire, name: string): Promise<unknown> {
  const { id, chat } = personNamed(name);
  const { state } = teams;
  const opened = state.homes.get(id) ?? state.changes;
  if (!state.homes.has(id)) {
    state.homes.set(id, opened);
    await install(teams, wire, [chat]);
  }
  const first = privateTo(state, id).find((one) => one.room === chat && one.changed > opened && one.cards.length > 0);
  return first === undefined ? { id: null, text: "", card: null, version: 0 } : stand(first);
}

/** The bot is put into a channel's team, or taken out of it: `{channel?, do?: add or remove}`; all channels when none is given. */
async function installAsked(teams: TeamsService, wire: Wire, body: unknown): Promise<unknown> {
  const asked = texts(body, [], ["channel", "do"]);
  const change = asked.do ?? "add";
  if (change !== "add" && change !== "remove")
    throw new Unknown(`unknown do ${JSON.stringify(change)}; known: add, remove`);
  const rooms = asked.channel === undefined ? undefined : [roomNamed(asked.channel, null)];
  return { acknowledged: await install(teams, wire, rooms, change) };
}

function typingOf(body: unknown): Parameters<typeof command>[2] {
  const asked = texts(body, ["user", "text"], ["channel", "thread"]);
  return { ...asked, channel: asked.channel ?? null, thread: asked.thread ?? null };
}
