import type { Identity } from "../../provider.ts";
import { type RightAsked, type RightWords, rightKind } from "../../right.ts";
import type { Shape } from "./shapes.ts";

/** The headings of a permission set's page, and of the list of fields. */
const areas: Readonly<Record<Shape["type"], readonly [set: string, fields: string]>> = {
  persons: ["People", "Person"],
  organizations: ["Organizations", "Organization"],
  deals: ["Deals", "Deal"],
  leads: ["Leads", "Lead"],
  activities: ["Activities", "Activity"],
  notes: ["Notes", "Note"],
};

/**
 * Rights as Pipedrive's pages name them: scopes stand in the app's record and are taken all or none (pipedrive.md, section
 * 2); what a user may do in permission sets, what they may see in visibility groups, who may edit a field with the field.
 * Its settings have no addresses that it promises, so there is no page to open.
 */
export function rightWords(
  { reason, field, schema, detail }: RightAsked,
  shape: Shape,
  identity: Identity | null,
): RightWords | null {
  const user = identity?.user || "the user who connected";
  const [set, singular] = areas[shape.type];
  const sets = `Settings > Manage users > Permission sets > the one of ${user}`;
  const lacks = identity !== null && identity.scopes.length > 0 && !identity.scopes.includes(shape.scope);
  switch (rightKind(reason)) {
    case "scope":
      return scope(shape.scope);
    case "read":
      return { right: `${set}: View`, where: `Settings > Manage users > Visibility groups > ${user}`, url: null };
    case "write":
      return lacks ? scope(shape.scope) : { right: `${set}: Add and edit`, where: `${sets} > ${set}`, url: null };
    case "record":
      return {
        right: `${set}: Edit those that other users own`,
        where: `${sets} > ${set}; and Visibility groups, where ${user} must see the record`,
        url: null,
      };
    case "field": {
      if (/contact sync/i.test(detail))
        return {
          right: "Contact sync",
          where: "Settings > Personal > Contact sync, of any user; without it these fields are not there",
          url: null,
        };
      const label = field === null ? "the field" : (schema?.fields[field]?.label ?? field);
      return {
        right: `${singular} field ${label}: Edit`,
        where: `Settings > Data fields > ${singular} > ${label} > Who can edit`,
        url: null,
      };
    }
    case null:
      return null;
  }
}

function scope(name: string): RightWords {
  const where = "Developer Hub > the app > OAuth & access scopes; then reconnect";
  return { right: `scope ${name}`, where, url: null };
}
