import { type Account, nextNumber } from "../crm/accounts.ts";

/** The first three characters of an id tell the type. */
const keyPrefixes: Readonly<Record<string, string>> = {
  Account: "001",
  Contact: "003",
  Opportunity: "006",
  OpportunityContactRole: "00K",
  Lead: "00Q",
  Task: "00T",
  Event: "00U",
  Note: "002",
  User: "005",
  Organization: "00D",
};

/** Objects of the customer's own have a prefix that begins with a: here it follows from the name. */
export function prefixOf(type: string): string {
  const known = keyPrefixes[type];
  if (known !== undefined) return known;
  const sum = [...type].reduce((before, char) => (before * 31 + char.charCodeAt(0)) % 1296, 7);
  return `a${sum.toString(36).padStart(2, "0")}`;
}

/** The next id of a type: 18 characters that sort in order of creation. */
export function newId(account: Account, type: string): string {
  return idOf(prefixOf(type), account.name === "main" ? "5Y0" : "5Z0", nextNumber(account, type));
}

/** A made-up id that no record has: what a lost write is told. */
export function idOf(prefix: string, instance: string, number: number): string {
  return id18(`${prefix}${instance}00${String(number).padStart(7, "0")}`);
}

/** The 18-character form: three check characters tell which letters are capitals. Anything else is given back as it is. */
export function id18(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id;
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  const checks = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((c, i) => (/[A-Z]/.test(c) ? 1 << i : 0));
    return letters[capitals.reduce<number>((sum, bit) => sum + bit, 0)];
  });
  return id + checks.join("");
}

/** Whether the text has the shape of an id. */
export function isId(id: string): boolean {
  return /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id);
}

/** The type of this account that an id belongs to, or null. */
export function typeOfId(id: string, account: Account): string | null {
  const types = [...Object.keys(keyPrefixes), ...account.tables.keys()];
  return isId(id) ? (types.find((type) => id.startsWith(prefixOf(type))) ?? null) : null;
}
