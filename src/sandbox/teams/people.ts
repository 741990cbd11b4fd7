/** Who and what exists in the simulated tenant; the same ids on every start. */
export interface Person {
  /** As activities and recipients carry it. */
  readonly id: string;
  readonly aadObjectId: string;
  /** The role's name, by which the control interface knows them. */
  readonly name: string;
  readonly email: string;
  /** Their personal chat with the bot. */
  readonly chat: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
}

export const TENANT = "00000000-0000-4000-8000-0000000000aa";
export const TEAM = {
  id: "19:sandbox-team@thread.tacv2",
  name: "Sandbox",
  aadGroupId: "00000000-0000-4000-8000-0000000000bb",
} as const;
/** What people type after the @. */
export const BOT_NAME = "crmsync";

export const PEOPLE: readonly Person[] = [
  person("stranger", "00000000-0000-4000-8000-000000000001"),
  person("viewer", "00000000-0000-4000-8000-000000000002"),
  person("operator", "00000000-0000-4000-8000-000000000003"),
  person("admin", "00000000-0000-4000-8000-000000000004"),
];

/** The channels of one team, in which the bot is installed. */
export const CHANNELS: readonly Channel[] = [
  { id: "19:crm-alerts@thread.tacv2", name: "crm-alerts" },
  { id: "19:sales-ops@thread.tacv2", name: "sales-ops" },
];

function person(name: string, aadObjectId: string): Person {
  return { id: `29:${name}`, aadObjectId, name, email: `${name}@sandbox.test`, chat: `a:1-${name}-with-${BOT_NAME}` };
}

/** By id, directory id, or name. */
export function findPerson(key: string): Person | undefined {
  return PEOPLE.find((one) => one.id === key || one.aadObjectId === key || one.name === key);
}

/** By id or by name. */
export function findChannel(key: string): Channel | undefined {
  return CHANNELS.find((one) => one.id === key || one.name === key);
}

export function chatOwner(room: string): Person | undefined {
  return PEOPLE.find((one) => one.chat === room);
}
