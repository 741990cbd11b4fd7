/** Who and what exists in the simulated workspace; the same ids on every start. */
export interface Person {
  readonly id: string;
  /** The role's name, by which the control interface knows them. */
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  /** Their direct-message channel with the bot. */
  readonly dm: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly botIsMember: boolean;
}

export const TEAM = { id: "T0SANDBOX1", name: "Sandbox", domain: "sandbox" } as const;
export const APP = "A0CRMSYNC1";
export const BOT = { user: "U0CRMSYNC1", bot: "B0CRMSYNC1", name: "crmsync" } as const;
export const SLASH_COMMAND = "/crmsync";

/** What the workspace let the app do when it was installed. */
export const GRANTED = [
  "channels:read",
  "chat:write",
  "commands",
  "files:write",
  "im:write",
  "usergroups:read",
  "users:read",
] as const;

export const PEOPLE: readonly Person[] = [
  person("stranger", "U0STRANGER", "Sam Stranger", "D0STRANGER"),
  person("viewer", "U0VIEWER01", "Vera Viewer", "D0VIEWER01"),
  person("operator", "U0OPERATOR", "Oren Operator", "D0OPERATOR"),
  person("admin", "U0ADMIN001", "Ada Admin", "D0ADMIN001"),
];

/** `general` is where the bot was not invited. */
export const CHANNELS: readonly Channel[] = [
  { id: "C0CRMSYNC1", name: "crm-sync", botIsMember: true },
  { id: "C0GENERAL1", name: "general", botIsMember: false },
];

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** One user group for each role, whose members are at first the people of that role. */
export const GROUPS: readonly Group[] = [
  { id: "S0VIEWERS1", handle: "crm-viewers", name: "CRM viewers", users: ["U0VIEWER01"] },
  { id: "S0OPERATOR", handle: "crm-operators", name: "CRM operators", users: ["U0OPERATOR"] },
  { id: "S0ADMINS01", handle: "crm-admins", name: "CRM admins", users: ["U0ADMIN001"] },
];

function person(name: string, id: string, realName: string, dm: string): Person {
  return { id, name, realName, email: `${name}@sandbox.test`, dm };
}

/** By id or by name. */
export function findPerson(key: string): Person | undefined {
  return PEOPLE.find((one) => one.id === key || one.name === key);
}

/** By id or by handle. */
export function findGroup(key: string): Group | undefined {
  return GROUPS.find((one) => one.id === key || one.handle === key);
}

/** By id, by name, or by "#name". */
export function findChannel(key: string): Channel | undefined {
  const name = key.replace(/^#/, "");
  return CHANNELS.find((one) => one.id === key || one.name === name);
}

export function dmOwner(channel: string): Person | undefined {
  return PEOPLE.find((one) => one.dm === channel);
}
