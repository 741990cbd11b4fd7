import { Unknown } from "../chat/asked.ts";
import { findGroup, GROUPS } from "./people.ts";
import { personNamed } from "./person.ts";
import { membersOf, type State } from "./state.ts";

/** The user groups with the ids of the people who are in them now. */
export function showGroups(state: State) {
  return GROUPS.map((group) => ({ id: group.id, handle: group.handle, users: membersOf(state, group) }));
}

/** Puts a person into a user group or takes one out. Throws Unknown for a group, a person or a deed that is not known. */
export function changeGroup(
  state: State,
  asked: { readonly group: string; readonly user: string; readonly do: string },
): { readonly id: string; readonly users: readonly string[] } {
  const group = findGroup(asked.group);
  if (group === undefined)
    throw new Unknown(
      `unknown group ${JSON.stringify(asked.group)}; known: ${GROUPS.map((one) => one.handle).join(", ")}`,
    );
  const { id } = personNamed(asked.user);
  if (asked.do !== "join" && asked.do !== "leave")
    throw new Unknown(`unknown do ${JSON.stringify(asked.do)}; known: join, leave`);
  const others = membersOf(state, group).filter((one) => one !== id);
  const users = asked.do === "join" ? [...others, id] : others;
  state.members.set(group.id, users);
  return { id: group.id, users };
}
