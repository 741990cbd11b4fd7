import type { ReasonCode } from "../reasons.ts";
import type { Fields, Value } from "../record.ts";

/** Contacts of ours that an event's e-mail address and its user id name. */
export interface Named {
  readonly byEmail: readonly string[];
  readonly byUser: readonly string[];
}

/** Whose event it is, or why nobody's. */
export type Verdict =
  | { readonly contact: string }
  | { readonly reason: ReasonCode; readonly detail: string; readonly field: string | null };

/** E21–E24: an event needs a name, and one contact that its address and its user id agree on. Pure. */
export function judgeEvent(fields: Fields, { byEmail, byUser }: Named): Verdict {
  if (isEmpty(fields.name)) return lost("SKIP_NO_EVENT_NAME", "It has no name.", "name");
  if (!isEmpty(fields.contact_id)) return { contact: String(fields.contact_id) };
  if (isEmpty(fields.email) && isEmpty(fields.user_id))
    return lost("SKIP_NO_IDENTIFIER", "It has neither an e-mail address nor a user id.", null);
  const named = [...new Set([...byEmail, ...byUser])];
  const [contact] = named;
  if (contact === undefined) return lost("SKIP_NO_CONTACT", "No contact has its e-mail address or its user id.", null);
  if (named.length === 1) return { contact };
  const apart = byEmail.length === 1 && byUser.length === 1;
  const detail = apart
    ? "Its e-mail address and its user id belong to different contacts."
    : "Several contacts have its e-mail address or its user id.";
  return lost("SKIP_CONFLICTING_ID", detail, byEmail.length > 1 || apart ? "email" : "user_id");
}

function lost(reason: ReasonCode, detail: string, field: string | null): Verdict {
  return { reason, detail, field };
}

export function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || String(value).trim() === "";
}
