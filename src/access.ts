import type { Caller } from "../bots/bot.ts";
import type { Roles } from "./config.ts";

export type Role = "stranger" | "viewer" | "operator" | "admin";

const ranks: Readonly<Record<Role, number>> = { stranger: 0, viewer: 1, operator: 2, admin: 3 };

/**
 * The highest role that somebody holds, by id or by one of their groups. `groups` are the platform's own ids of the
 * groups they are in now. Whoever reaches our terminal holds the database anyway and is admin. Ask it when a button is
 * pressed, never when it is drawn.
 */
export function roleOf(caller: Pick<Caller, "platform" | "user">, roles: Roles, groups: readonly string[]): Role {
  if (caller.platform === "cli") return "admin";
  // Ids of Teams are the same in either case; the configuration holds them in small letters.
  const user = caller.platform === "teams" ? caller.user.toLowerCase() : caller.user;
  const names = [`${caller.platform}:${user}`, ...groups.map((group) => `${caller.platform}-group:${group}`)];
  const holds = (list: readonly string[]) => names.some((name) => list.includes(name));
  if (holds(roles.admin)) return "admin";
  if (holds(roles.operator)) return "operator";
  return roles.viewer.includes("*") || holds(roles.viewer) ? "viewer" : "stranger";
}

/** The platform's ids of the groups that the roles name: only these are ever asked for. */
export function groupsIn(roles: Roles, platform: Caller["platform"]): readonly string[] {
  const prefix = `${platform}-group:`;
  const named = [...roles.viewer, ...roles.operator, ...roles.admin].filter((name) => name.startsWith(prefix));
  return [...new Set(named.map((name) => name.slice(prefix.length)))];
}

/** Whether a role may do what needs at least `needed`. */
export function allows(role: Role, needed: Role): boolean {
  return ranks[role] >= ranks[needed];
}
