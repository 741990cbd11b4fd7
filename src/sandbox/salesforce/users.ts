import type { Account } from "../crm/accounts.ts";
import type { Crm } from "../crm/crm.ts";
import { leftAt } from "../crm/refusals.ts";
import { type Refusal, refusal } from "./errors.ts";
import { id18, idOf } from "./ids.ts";

interface OrgUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  /** When they were made inactive, ms since 1970; 0 = long ago, or never. */
  readonly changedAt: number;
}

/** The users of an org; `deactivate-user {user: ID}` lets one more leave while it lasts. */
export function orgUsers(crm: Crm, account: Account): readonly OrgUser[] {
  const [, host = ""] = account.person.email.split("@");
  const colleague = (number: number, name: string, first: string) => ({
    id: idOf("005", account.name === "main" ? "5Y0" : "5Z0", number),
    name,
    email: `${first}@${host}`,
  });
  const former = colleague(4, "Kim Former", "kim");
  const known = [account.appUser, account.person, ...(account.colleagues ?? []), former];
  return known.map((user) => {
    const left = leftAt(crm, account, user.id);
    return { ...user, active: user !== former && left === null, changedAt: left ?? 0 };
  });
}

/** Why a record of this type cannot belong to that user; null = it can. */
export function ownerRefusal(crm: Crm, account: Account, type: string, owner: unknown): Refusal | null {
  const user = orgUsers(crm, account).find(({ id }) => id === id18(String(owner)));
  if (user === undefined) return refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ["OwnerId"]);
  if (user.active) return null;
  const words = `operation performed with inactive user [${user.id.slice(0, 15)}] as owner of ${type.toLowerCase()}`;
  return refusal("INACTIVE_OWNER_OR_USER", words);
}
