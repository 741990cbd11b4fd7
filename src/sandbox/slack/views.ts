import { isShape, listOf, type Shape, textOf } from "../chat/shape.ts";
import { blockFaults } from "./blocks.ts";
import { type Call, type Method, type Outcome, refuse, structured } from "./call.ts";
import { APP, BOT, findPerson, TEAM } from "./people.ts";
import { bump, type Interaction, named, newId, type State, type View } from "./state.ts";
import { checkLength, checkText, type Say } from "./text.ts";

/** A trigger opens one view, once, within three seconds. */
const TRIGGER_MS = 3000;
const STACK = 3;

export const viewMethods: Readonly<Record<string, Method>> = {
  "views.open": ({ state, args }) => open(state, args, null),
  "views.push": push,
  "views.update": update,
  "views.publish": publish,
};

function open(state: State, args: Shape, previous: View | null): Outcome {
  const view = structured(args.view);
  const faults = viewFaults(view, "modal");
  if (!isShape(view) || faults.length > 0) return refuse("invalid_arguments", faults);
  const interaction = state.interactions.get(textOf(args.trigger_id));
  const late = triggerFault(state, interaction);
  if (interaction === undefined || late !== null) return refuse(late ?? "invalid_trigger_id");
  interaction.triggerUsed = true;
  return { ok: true, view: asSlackView(addView(state, interaction.user, view, previous)) };
}

function push(call: Call): Outcome {
  const previous = call.state.views.get(call.state.interactions.get(textOf(call.args.trigger_id))?.view ?? "") ?? null;
  if (previous !== null && depth(call.state, previous) >= STACK) return refuse("push_limit_reached");
  return open(call.state, call.args, previous);
}

function update({ state, args }: Call): Outcome {
  const body = structured(args.view);
  const faults = viewFaults(body, "modal");
  if (!isShape(body) || faults.length > 0) return refuse("invalid_arguments", faults);
  const external = textOf(args.external_id);
  const byName = () => [...state.views.values()].find((one) => external !== "" && one.body.external_id === external);
  const view = state.views.get(textOf(args.view_id)) ?? byName();
  if (view === undefined) return refuse("not_found");
  if (textOf(args.hash) !== "" && args.hash !== view.hash) return refuse("hash_conflict");
  changeView(state, view, body);
  return { ok: true, view: asSlackView(view) };
}

function publish({ state, args }: Call): Outcome {
  const person = findPerson(textOf(args.user_id));
  if (person === undefined) return refuse("user_not_found");
  const body = structured(args.view);
  const faults = viewFaults(body, "home");
  if (!isShape(body) || faults.length > 0) return refuse("invalid_arguments", faults);
  const home = state.homes.get(person.id);
  if (home !== undefined && textOf(args.hash) !== "" && args.hash !== home.hash) return refuse("hash_conflict");
  const view = home ?? makeView(state, person.id, body, null);
  if (home !== undefined) changeView(state, home, body);
  state.homes.set(person.id, view);
  return { ok: true, view: asSlackView(view) };
}

function triggerFault(state: State, interaction: Interaction | undefined): string | null {
  if (interaction === undefined) return "invalid_trigger_id";
  if (interaction.triggerUsed) return "exchanged_trigger_id";
  return state.world.now() - interaction.at > TRIGGER_MS ? "expired_trigger_id" : null;
}

/** Every fault of a view in Slack's words (title, submit, close 24; private_metadata 3,000; callback_id 255). */
export function viewFaults(view: unknown, type: "modal" | "home"): readonly string[] {
  const faults: string[] = [];
  const say: Say = (pointer, fault) => {
    faults.push(`[ERROR] ${fault} [json-pointer:${pointer}]`);
  };
  if (!isShape(view)) return ["[ERROR] must provide an object [json-pointer:/view]"];
  if (view.type !== type) say("/view/type", `must be ${type}`);
  if (type === "modal") {
    checkText(view.title, "/view/title", 24, true, say);
    if (view.submit !== undefined) checkText(view.submit, "/view/submit", 24, true, say);
    if (view.close !== undefined) checkText(view.close, "/view/close", 24, true, say);
    if (view.submit === undefined && listOf(view.blocks).some((block) => isShape(block) && block.type === "input"))
      say("/view/submit", "is required when there are input blocks");
  }
  if (view.private_metadata !== undefined && view.private_metadata !== "")
    checkLength(view.private_metadata, "/view/private_metadata", 3000, say);
  if (view.callback_id !== undefined && view.callback_id !== "")
    checkLength(view.callback_id, "/view/callback_id", 255, say);
  return [...faults, ...blockFaults(view.blocks, type, "/view/blocks")];
}

export function addView(state: State, user: string, body: Shape, previous: View | null): View {
  const view = makeView(state, user, body, previous);
  state.views.set(view.id, view);
  return view;
}

function makeView(state: State, user: string, body: Shape, previous: View | null): View {
  const id = newId(state, "V");
  const rootId = previous?.rootId ?? id;
  const own = { ...body, blocks: named(state, listOf(body.blocks)) };
  const first = { version: 1, changed: bump(state), errors: {} };
  return { id, user, rootId, previousId: previous?.id ?? null, body: own, hash: newId(state, "H"), ...first };
}

export function changeView(state: State, view: View, body: Shape): void {
  view.body = { ...body, blocks: named(state, listOf(body.blocks)) };
  view.hash = newId(state, "H");
  view.version += 1;
  view.errors = {};
  view.changed = bump(state);
}

function depth(state: State, view: View): number {
  const previous = view.previousId === null ? undefined : state.views.get(view.previousId);
  return previous === undefined ? 1 : 1 + depth(state, previous);
}

/** A view as Slack's answers and interactions carry it. */
export function asSlackView(view: View): Shape {
  return {
    private_metadata: "",
    callback_id: "",
    external_id: "",
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    id: view.id,
    team_id: TEAM.id,
    app_id: APP,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.bot,
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    state: { values: {} },
  };
}
