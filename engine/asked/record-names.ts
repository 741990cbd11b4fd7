import type { ObjectName, ProviderId } from "../record.ts";

/** What somebody may have meant by the words with which they named a record. */
export interface RecordName {
  /** Our id, or a CRM's, in every form in which it may be kept. */
  readonly ids: readonly string[];
  /** Lower case; null = it is none. */
  readonly email: string | null;
  /** Of an address: whose pages these are; null = that cannot be told. */
  readonly provider: ProviderId | null;
  /** Our name of the object of the page; null = not told, or one of the user's own. */
  readonly object: ObjectName | null;
  /** The account (a HubSpot portal) whose page it is; null = not told. */
  readonly account: string | null;
}

const plain = { email: null, provider: null, object: null, account: null } as const;

/**
 * Reads an id, an e-mail address, or the address of a record's page in a CRM: Salesforce Lightning
 * (/lightning/r/Contact/003…/view, #/sObject/003…/view) and classic (/003…?srPos=0), HubSpot (/contacts/PORTAL/record/0-1/ID,
 * /contacts/PORTAL/contact/ID), Pipedrive (/person/ID, /leads/inbox/ID), as people copy them or as chats wrap them. Pure.
 */
export function readRecordName(text: string): RecordName {
  const bare = unwrapped(text.trim());
  if (/^https?:\/\//i.test(bare) && URL.canParse(bare)) return ofAddress(new URL(bare));
  const word = bare.replace(/^mailto:/i, "");
  return { ...plain, ids: forms(word), email: word.includes("@") ? word.toLowerCase() : null };
}

/** `<address|label>`, as Slack hands links on. */
function unwrapped(text: string): string {
  return /^<([^|>]+)(?:\|[^>]*)?>$/.exec(text)?.[1] ?? text;
}

const HOSTS: readonly (readonly [suffix: string, provider: ProviderId])[] = [
  ["salesforce.com", "salesforce"],
  ["force.com", "salesforce"],
  ["hubspot.com", "hubspot"],
  ["pipedrive.com", "pipedrive"],
];

/** What the pages of an object are called in addresses -> our name. */
const PAGES: Readonly<Record<string, ObjectName>> = {
  contact: "contact",
  "0-1": "contact",
  person: "contact",
  account: "account",
  company: "account",
  "0-2": "account",
  organization: "account",
  opportunity: "deal",
  deal: "deal",
  "0-3": "deal",
  lead: "lead",
  leads: "lead",
};

function ofAddress(url: URL): RecordName {
  const provider =
    HOSTS.find(([suffix]) => url.hostname === suffix || url.hostname.endsWith(`.${suffix}`))?.[1] ?? null;
  const parts = `${url.pathname}/${url.hash.replace(/^#/, "").replace(/\?.*$/, "")}`
    .split("/")
    .map(decoded)
    .filter((part) => part !== "");
  const portal = parts[0] === "contacts" && /^\d+$/.test(parts[1] ?? "") ? (parts[1] ?? null) : null;
  const own = portal === null ? parts : parts.slice(2);
  const asked = ["id", "recordId", "c__recordId"].flatMap((name) => url.searchParams.get(name) ?? []);
  const at = own.findIndex((part) => isSalesforceId(part));
  const place = at >= 0 ? at : own.findIndex((part, index) => isNumbered(part) && index > 0);
  const id = own[place] ?? asked[0] ?? own.findLast((part) => !ACTIONS.has(part)) ?? url.href;
  const before = (place > 0 ? own.slice(0, place) : own).map((part) => part.toLowerCase());
  const object = before.findLast((part) => Object.hasOwn(PAGES, part));
  return {
    ids: forms(id),
    email: null,
    provider,
    object: object === undefined ? null : (PAGES[object] ?? null),
    account: portal,
  };
}

/** What stands behind the id and says what is done with it. */
const ACTIONS: ReadonlySet<string> = new Set(["view", "edit", "e", "related"]);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A number, or a lead's UUID. */
function isNumbered(part: string): boolean {
  return /^\d+$/.test(part) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part);
}

/** Fifteen letters and digits, or eighteen with the check; a word of that length has no digit. */
function isSalesforceId(part: string): boolean {
  return /^[a-z0-9]{15}([a-z0-9]{3})?$/i.test(part) && /\d/.test(part) && !/^\d+$/.test(part);
}

const CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** Salesforce's classic pages show fifteen letters; the last three of the eighteen tell which of them are capitals. */
function forms(id: string): readonly string[] {
  if (!/^[a-z0-9]{15}$/i.test(id) || !isSalesforceId(id)) return [id];
  const check = [0, 5, 10].map((from) => {
    const capitals = [...id.slice(from, from + 5)].map((sign) => /[A-Z]/.test(sign));
    return CHECKS.charAt(capitals.reduce((sum, isCapital, bit) => sum + (isCapital ? 2 ** bit : 0), 0));
  });
  return [id, id + check.join("")];
}
