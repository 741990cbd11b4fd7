import type { Identity } from "../../provider.ts";
import type { Schema } from "../../record.ts";
import { type RightAsked, type RightWords, rightKind } from "../../right.ts";

/** As the page Object Settings of a permission set lists them; objects of the customer's own bear names that we are not told. */
const PLURALS: Readonly<Record<string, string>> = {
  Account: "Accounts",
  Contact: "Contacts",
  Lead: "Leads",
  Opportunity: "Opportunities",
  Task: "Tasks",
  User: "Users",
};

/**
 * Rights as Setup names them: object permissions and field-level security stand in profiles and permission sets, single
 * records are a matter of sharing, what an app may do at all of its OAuth scopes (salesforce.md, sections 1 and 2). The
 * addresses are those of Lightning's Setup, below the org's own host.
 */
export function rightWords(
  { reason, field, schema, detail }: RightAsked,
  type: string,
  identity: Identity | null,
  host: string | null,
): RightWords | null {
  const page = (path: string): string | null => (host === null ? null : `${host}/lightning/setup/${path}`);
  const set = `Setup > Permission Sets > the one of ${identity?.user || "the user who connected"}`;
  switch (rightKind(reason)) {
    case "read":
    case "write": {
      const right = `${type}: ${reason === "PERM_OBJECT_READ" ? "Read" : missing(schema)}`;
      return { right, where: `${set} > Object Settings > ${PLURALS[type] ?? type}`, url: page("PermSets/home") };
    }
    case "field": {
      if (field === null) return { right: `${type}: ${missing(schema)}`, where: set, url: page("PermSets/home") };
      const label = schema?.fields[field]?.label ?? field;
      return {
        right: `Field-level security: ${type}.${field} edit`,
        where: `Setup > Object Manager > ${type} > Fields & Relationships > ${label} > Set Field-Level Security`,
        url: page(`ObjectManager/${encodeURIComponent(type)}/FieldsAndRelationships/view`),
      };
    }
    case "record":
      return {
        right: `${type}: Edit on this record and on those it names (sharing)`,
        where: `Setup > Sharing Settings > ${type} > Sharing Rules`,
        url: page("SecuritySharing/home"),
      };
    case "scope":
      return {
        right: `OAuth scope ${/\b(api|refresh_token|id)\b/.exec(detail)?.[1] ?? "api"}`,
        where: "Setup > External Client App Manager > the app > Settings > OAuth Scopes; then reconnect",
        url: null,
      };
    case null:
      return null;
  }
}

/** What the description leaves out; a profile that may edit may read. */
function missing(schema: Schema | null): string {
  if (schema === null || schema.creatable === schema.updatable) return "Create and Edit";
  return schema.creatable ? "Edit" : "Create";
}
