import { type Answer, counted } from "../crm/crm.ts";
import { quota } from "../crm/limits.ts";
import { leftAt } from "../crm/refusals.ts";
import { type Ask, answer, refuse } from "./ask.ts";
import { notFound } from "./refusal.ts";
import { isoOf } from "./values.ts";

/** The portals are in US/Eastern, of which the sandbox knows the winter time only. */
export const aheadOfUtcMs = -18_000_000;

const madeAt = Date.UTC(2023, 2, 14, 9, 30);

/** `GET /account-info/v3/details`. */
export function accountDetails(ask: Ask): Answer {
  const main = ask.account.name === "main";
  return answer(200, {
    portalId: Number(ask.account.id),
    accountType: main ? "STANDARD" : "SANDBOX",
    timeZone: "US/Eastern",
    companyCurrency: "USD",
    additionalCurrencies: [],
    utcOffset: "-05:00",
    utcOffsetMilliseconds: aheadOfUtcMs,
    uiDomain: "app.hubspot.com",
    dataHostingLocation: "na1",
  });
}

/** `GET /account-info/v3/api-usage/daily/private-apps`: empty while no daily limit is in force, as for public apps. */
export function dailyUse(ask: Ask): Answer {
  const { daily } = quota(counted(ask.crm, ask.account));
  if (daily === null) return answer(200, { results: [] });
  const use = {
    name: "private-apps-api-calls-daily",
    usageLimit: daily.limit,
    currentUsage: daily.used,
    collectedAt: isoOf(ask.crm.world.now()),
    fetchStatus: "SUCCESS",
    resetsAt: daily.resetAt === null ? null : isoOf(daily.resetAt),
  };
  return answer(200, { results: [use] }, 1);
}

/** `GET /crm/v3/owners/`, by e-mail if asked; archived=true shows who has left. */
export function listOwners(ask: Ask): Answer {
  const email = ask.query.get("email")?.toLowerCase();
  const archived = ask.query.get("archived") === "true";
  const limit = Number(ask.query.get("limit") ?? 100);
  const after = Number(ask.query.get("after") ?? 0);
  const found = owners(ask).filter((one) => one.archived === archived && (email === undefined || one.email === email));
  const results = found.slice(after, after + limit);
  const next =
    after + results.length < found.length ? { paging: { next: { after: String(after + results.length) } } } : {};
  return answer(200, { results, ...next }, results.length);
}

export function readOwner(ask: Ask): Answer {
  const { id } = ask.params;
  const byUser = ask.query.get("idProperty") === "userId";
  const found = owners(ask).find((one) => (byUser ? String(one.userIdIncludingInactive) : one.id) === id);
  return found === undefined ? refuse(ask.crm, notFound()) : answer(200, found, 1);
}

/** The people of a portal; `deactivate-user {user: ID of the owner}` lets one more leave while it lasts. */
export function owners(ask: Pick<Ask, "crm" | "account">) {
  const { appUser, person, id } = ask.account;
  const host = person.email.split("@")[1] ?? "";
  const people = [
    { user: Number(person.id), name: person.name, email: person.email, archived: false },
    { user: Number(appUser.id), name: appUser.name, email: appUser.email, archived: false },
    { user: Number(person.id) + 1, name: "Jo Seller", email: `jo@${host}`, archived: false },
    { user: Number(person.id) + 2, name: "Kim Former", email: `kim@${host}`, archived: true },
  ];
  return people.map(({ user, name, email, archived: former }, i) => {
    const ownerId = `${id.slice(-3)}${7_001 + i}`;
    const left = leftAt(ask.crm, ask.account, ownerId);
    return ownerShape({ id: ownerId, user, name, email, archived: former || left !== null, changedAt: left ?? madeAt });
  });
}

interface Person {
  readonly id: string;
  readonly user: number;
  readonly name: string;
  readonly email: string;
  readonly archived: boolean;
  readonly changedAt: number;
}

function ownerShape({ id, user, name, email, archived, changedAt }: Person) {
  return {
    id,
    email,
    type: "PERSON",
    firstName: name.split(" ")[0] ?? "",
    lastName: name.split(" ").slice(1).join(" "),
    ...(archived ? {} : { userId: user }),
    userIdIncludingInactive: user,
    createdAt: isoOf(madeAt),
    updatedAt: isoOf(changedAt),
    archived,
    teams: [],
  };
}
