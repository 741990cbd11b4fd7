import type { ReasonCode } from "./reasons.ts";
import type { ObjectName, Schema } from "./record.ts";

/** A refusal for want of a right, as its Trouble tells it. */
export interface RightAsked {
  readonly reason: ReasonCode;
  /** Ours. */
  readonly object: ObjectName;
  /** The CRM's field that was refused; null = the object, or one record of it. */
  readonly field: string | null;
  /** What the CRM says the object and its fields may; null = not known. */
  readonly schema: Schema | null;
  /** The CRM's own words: they may name scopes. */
  readonly detail: string;
}

/** A right in the words of the CRM's own pages. */
export interface RightWords {
  /** "Contact: Edit". */
  readonly right: string;
  /** The way to where an administrator sets it, from the CRM's start page. */
  readonly where: string;
  /** The page itself; null = it cannot be told. */
  readonly url: string | null;
}

/** What was missing: reading or writing the object, a field of it, one record, or something that the app was granted. */
type RightKind = "read" | "write" | "field" | "record" | "scope";

/** null = the reason is about no right. */
export function rightKind(reason: ReasonCode): RightKind | null {
  switch (reason) {
    case "PERM_OBJECT_READ":
      return "read";
    case "PERM_OBJECT_WRITE":
      return "write";
    case "PERM_FIELD":
      return "field";
    case "PERM_RECORD":
      return "record";
    case "AUTH_SCOPE_MISSING":
      return "scope";
    default:
      return null;
  }
}
