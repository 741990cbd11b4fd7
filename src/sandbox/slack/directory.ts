import { type Shape, textOf } from "../chat/shape.ts";
import { type Call, type Method, type Outcome, refuse } from "./call.ts";
import {
  BOT,
  CHANNELS,
  type Channel,
  dmOwner,
  findPerson,
  GROUPS,
  type Group,
  PEOPLE,
  type Person,
  TEAM,
} from "./people.ts";
import { membersOf } from "./state.ts";

/** Who the bot is, and the people, groups and channels of its workspace. */
export const directoryMethods: Readonly<Record<string, Method>> = {
  "auth.test": ({ origin }) => ({
    ok: true,
    url: `${origin}/`,
    team: TEAM.name,
    team_id: TEAM.id,
    user: BOT.name,
    user_id: BOT.user,
    bot_id: BOT.bot,
    is_enterprise_install: false,
  }),
  "conversations.open": openConversation,
  "conversations.info": conversation,
  "conversations.list": () => ({
    ok: true,
    channels: CHANNELS.map(asConversation),
    response_metadata: { next_cursor: "" },
  }),
  "users.info": user,
  "users.list": () => ({ ok: true, members: PEOPLE.map(asUser), response_metadata: { next_cursor: "" } }),
  "users.lookupByEmail": ({ args }) => {
    const found = PEOPLE.find((one) => one.email === textOf(args.email));
    return found === undefined ? refuse("users_not_found") : { ok: true, user: asUser(found) };
  },
  "usergroups.list": ({ state }) => ({
    ok: true,
    usergroups: GROUPS.map((group) => asGroup(group, membersOf(state, group))),
  }),
  "usergroups.users.list": ({ state, args }) => {
    const group = GROUPS.find((one) => one.id === textOf(args.usergroup));
    return group === undefined ? refuse("no_such_subteam") : { ok: true, users: membersOf(state, group) };
  },
};

function openConversation({ args }: Call): Outcome {
  const users = textOf(args.users);
  const owner = users === "" ? dmOwner(textOf(args.channel)) : findPerson(users.split(",")[0] ?? "");
  if (users === "" && owner === undefined)
    return refuse(args.channel === undefined ? "users_list_not_supplied" : "channel_not_found");
  if (owner === undefined) return refuse("user_not_found");
  return { ok: true, channel: { id: owner.dm } };
}

function conversation({ args }: Call): Outcome {
  const key = textOf(args.channel);
  const owner = dmOwner(key);
  if (owner !== undefined) return { ok: true, channel: { id: owner.dm, is_im: true, user: owner.id } };
  const channel = CHANNELS.find((one) => one.id === key);
  return channel === undefined ? refuse("channel_not_found") : { ok: true, channel: asConversation(channel) };
}

function user({ args }: Call): Outcome {
  const key = textOf(args.user);
  if (key === BOT.user) return { ok: true, user: { id: BOT.user, name: BOT.name, is_bot: true, team_id: TEAM.id } };
  const person = PEOPLE.find((one) => one.id === key);
  return person === undefined ? refuse("user_not_found") : { ok: true, user: asUser(person) };
}

function asConversation(channel: Channel): Shape {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_private: false,
    is_archived: false,
    is_member: channel.botIsMember,
    num_members: PEOPLE.length,
  };
}

function asGroup({ id, handle, name }: Group, users: readonly string[]): Shape {
  return { id, team_id: TEAM.id, is_usergroup: true, handle, name, date_delete: 0, user_count: users.length };
}

function asUser(person: Person): Shape {
  return {
    id: person.id,
    team_id: TEAM.id,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    is_bot: false,
    is_admin: person.name === "admin",
    tz: "Etc/UTC",
    tz_offset: 0,
    profile: { real_name: person.realName, display_name: person.name, email: person.email },
  };
}
