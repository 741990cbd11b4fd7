import type { Identity } from "../../provider.ts";
import { type RightAsked, type RightWords, rightKind } from "../../right.ts";
import { familyOf, isNumbered } from "./scopes.ts";

/** HubSpot's numbers of object types in the addresses of its web pages. */
const pages: Readonly<Record<string, string>> = { contacts: "0-1", companies: "0-2", deals: "0-3" };

export function pageNumber(type: string): string | null {
  return pages[type] ?? (isNumbered(type) ? type : null);
}

/**
 * Rights as HubSpot's pages name them. What an app may do are its scopes (hubspot.md, section 1); a right of the user who
 * connected, or of the plan, can be missing all the same. Edit restrictions of a property bind people, not apps: a
 * property that no app may write is one that HubSpot keeps itself, or that was made read-only.
 */
export function rightWords(
  { reason, field, schema, detail }: RightAsked,
  type: string,
  identity: Identity | null,
): RightWords | null {
  const portal = identity === null ? null : encodeURIComponent(identity.id);
  const page = (area: string, rest: string): string | null =>
    portal === null ? null : `https://app.hubspot.com/${area}/${portal}/${rest}`;
  const kind = rightKind(reason);
  if (kind === null) return null;
  const wanted = `crm.objects.${familyOf(type)}.${kind === "read" ? "read" : "write"}`;
  const lacks = identity !== null && identity.scopes.length > 0 && !identity.scopes.includes(wanted);
  if (kind === "scope" || ((kind === "read" || kind === "write") && lacks)) {
    const named = kind === "scope" ? scopesIn(detail) : [];
    const scopes = named.length === 0 ? [wanted] : named;
    return {
      right: `${scopes.length === 1 ? "scope" : "scopes"} ${scopes.join(", ")}`,
      where: "Reconnect and accept it; it is listed in Settings > Integrations > Connected Apps > the app",
      url: page("integrations-settings", "installed"),
    };
  }
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  if (kind === "field" && field !== null) {
    const number = pageNumber(type);
    const at = number === null ? "properties" : `properties?type=${number}&property=${encodeURIComponent(field)}`;
    return {
      right: `${name}: property ${field} writable by apps`,
      where: `Settings > Properties > ${name} > ${schema?.fields[field]?.label ?? field}`,
      url: page("property-settings", at),
    };
  }
  const user = identity?.user || "the user who connected";
  const all = kind === "record" ? " all records" : "";
  return {
    right: `${name}: ${kind === "read" ? "View" : "Edit"}${all}`,
    where: `Settings > Users & Teams > ${user} > Edit permissions > CRM > ${name}`,
    url: page("settings", "users"),
  };
}

function scopesIn(detail: string): readonly string[] {
  return [...new Set(detail.match(/\b[a-z]+(?:[.-][a-z_]+){2,}\b/g) ?? [])];
}
