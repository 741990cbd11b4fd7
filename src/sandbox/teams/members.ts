import type { Shape } from "../chat/shape.ts";
import type { Answer } from "../crm/crm.ts";
import type { Person } from "./people.ts";
import { answerJson, badSyntax, notFound } from "./refusal.ts";
import { membersOf } from "./rooms.ts";
import type { State } from "./state.ts";

/** `members`, `members/{id}` and `pagedmembers` of a conversation. */
export function members(state: State, room: string, id: string | null): Answer {
  const all = membersOf(room);
  if (id === null)
    return answerJson(
      200,
      all.map((one) => account(state, one)),
    );
  const member = all.find((one) => one.id === id || one.aadObjectId === id);
  return member === undefined ? notFound.member() : answerJson(200, account(state, member));
}

/** At most 500 a page, as many as are asked for; the token is where the next page begins. */
export function pagedMembers(state: State, room: string, query: URLSearchParams): Answer {
  const all = membersOf(room);
  const size = Number(query.get("pageSize") ?? 200);
  const from = Number(query.get("continuationToken") ?? 0);
  if (!(size > 0) || !(from >= 0)) return badSyntax("Bad page size or continuation token.");
  const to = from + Math.min(500, size);
  const more = to < all.length ? { continuationToken: String(to) } : {};
  return answerJson(200, { members: all.slice(from, to).map((one) => account(state, one)), ...more });
}

function account(state: State, person: Person): Shape {
  const { id, name, email, aadObjectId } = person;
  return {
    ...{ id, name, givenName: name, surname: "Sandbox", email, userPrincipalName: email },
    ...{ aadObjectId, objectId: aadObjectId, tenantId: state.app.tenantId, userRole: "user" },
  };
}
