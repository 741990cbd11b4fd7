import type { Account, User } from "./accounts.ts";
import type { Violation } from "./check.ts";

/** Whom an app may act as: the usual user first. */
export function signInUsers({ appUser, colleagues = [] }: Account): readonly User[] {
  return [appUser, ...colleagues];
}

/** Who signed in; the usual user when the id is nobody's. */
export function signedInUser(account: Account, userId: string): User {
  return signInUsers(account).find((user) => user.id === userId) ?? account.appUser;
}

/** `field` null = the object as a whole, without which no field of it may be written either. */
export function mayWrite({ colleagues = [] }: Account, userId: string, type: string, field: string | null): boolean {
  const closed = colleagues.find((user) => user.id === userId)?.mayNotWrite ?? [];
  return !closed.includes(type) && (field === null || !closed.includes(`${type}.${field}`));
}

interface Written {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What this user may not do of a change; empty = all of it may be done. */
export function rightsRefusal(account: Account, userId: string, { type, fields }: Written): readonly Violation[] {
  if (!mayWrite(account, userId, type, null)) return [{ kind: "object_permission", field: null, value: null }];
  const closed = Object.keys(fields).filter((field) => !mayWrite(account, userId, type, field));
  return closed.map((field) => ({ kind: "field_permission", field, value: null }));
}
