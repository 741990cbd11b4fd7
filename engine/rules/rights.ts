import type { ObjectName, ProviderId, Schema } from "../record.ts";
import type { ConnectionSettings } from "../settings.ts";
import { isMissing } from "./lost.ts";
import type { FieldMap } from "./mapping.ts";
import { sendsOut, takesIn } from "./switches.ts";

/** A right that the sync needs and the connected user, or the app, does not have. */
export interface MissingRight {
  readonly object: ObjectName;
  /** The CRM's field; null = the object as a whole. */
  readonly field: string | null;
  readonly right: "read" | "create" | "update";
  /** Exactly what to grant, in the CRM's own words: "crm.objects.deals.write". */
  readonly need: string;
}

interface Asked {
  readonly provider: ProviderId;
  /** Granted to the app; empty = not told, then nothing is concluded from it. */
  readonly scopes: readonly string[];
  readonly schema: Schema;
  /** The CRM's name of the object: "Opportunity", "deals". */
  readonly type: string;
  readonly map: readonly FieldMap[];
  readonly settings: Pick<ConnectionSettings, "import" | "export" | "imports" | "exports" | "writeMode">;
}

/**
 * What is missing for the directions that are configured, object first, then field by field (A10, A13, B8–B9, B14–B15,
 * E42). From the description of the object and the granted scopes alone: nothing is called and nothing is tried. Pure.
 */
export function missingRights(asked: Asked): readonly MissingRight[] {
  const whole = objectRights(asked);
  const refused = new Set(whole.map((each) => each.right));
  const fields = asked.map.flatMap((each) => fieldRights(asked, each, refused));
  return [...whole, ...fields];
}

function objectRights(asked: Asked): readonly MissingRight[] {
  const { schema, settings, provider, scopes, type, map } = asked;
  const { object } = schema;
  // What only comes in needs no right to write.
  const writes = sendsOut(settings, object) && !(map.length > 0 && map.every((line) => line.direction === "inbound"));
  const creates = writes && settings.writeMode !== "update";
  const updates = writes && settings.writeMode !== "create";
  const lacks = (right: "read" | "write") => {
    const needed = scopesFor(provider, type, right);
    return scopes.length > 0 && needed.length > 0 && !needed.some((scope) => scopes.includes(scope));
  };
  const found: MissingRight[] = [];
  const add = (right: MissingRight["right"]) =>
    found.push({ object, field: null, right, need: objectNeed(provider, type, right) });
  if (takesIn(settings, object) && lacks("read")) add("read");
  if (creates && (!schema.creatable || lacks("write"))) add("create");
  if (updates && (!schema.updatable || lacks("write"))) add("update");
  return found;
}

/** A field is told of only where the object itself is open: otherwise every field would be. */
function fieldRights(
  { schema, settings, provider, type }: Asked,
  line: FieldMap,
  refused: ReadonlySet<MissingRight["right"]>,
): readonly MissingRight[] {
  const { object } = schema;
  const { remote: field, direction } = line;
  if (isMissing(line, schema)) {
    return refused.has("read")
      ? []
      : [{ object, field, right: "read", need: fieldNeed(provider, type, field, "read") }];
  }
  const known = schema.fields[field];
  if (
    !known ||
    direction === "inbound" ||
    !sendsOut(settings, object) ||
    refused.has("create") ||
    refused.has("update")
  )
    return [];
  // A field that can be set once, when the record is made, is no fault: our own id is one.
  if (known.creatable || known.updatable) return [];
  return [{ object, field, right: "update", need: fieldNeed(provider, type, field, "update") }];
}

/** Any one of them is enough. The scopes of HubSpot's activities are those of contacts. */
function scopesFor(provider: ProviderId, type: string, right: "read" | "write"): readonly string[] {
  switch (provider) {
    case "salesforce":
      return ["api", "full"];
    case "hubspot":
      return [`crm.objects.${hubspotFamily(type)}.${right}`];
    case "pipedrive": {
      const family = pipedriveFamilies[type];
      if (family === undefined) return [];
      return right === "read" ? [`${family}:read`, `${family}:full`] : [`${family}:full`];
    }
  }
}

const hubspotOwn: ReadonlySet<string> = new Set(["contacts", "companies", "deals", "leads", "owners"]);
const hubspotActivities: ReadonlySet<string> = new Set(["activities", "tasks", "calls", "notes", "meetings", "emails"]);

function hubspotFamily(type: string): string {
  if (hubspotOwn.has(type)) return type;
  return hubspotActivities.has(type) ? "contacts" : "custom";
}

const pipedriveFamilies: Readonly<Record<string, string>> = {
  persons: "contacts",
  organizations: "contacts",
  deals: "deals",
  leads: "leads",
  activities: "activities",
  users: "users",
};

function objectNeed(provider: ProviderId, type: string, right: MissingRight["right"]): string {
  if (provider === "salesforce") {
    if (right === "read") return `View All Data, or Read on ${type}, and the OAuth scope api`;
    return `Modify All Data, or ${right === "create" ? "Create" : "Edit"} on ${type}`;
  }
  return scopesFor(provider, type, right === "read" ? "read" : "write").at(-1) ?? `${right} on ${type}`;
}

function fieldNeed(provider: ProviderId, type: string, field: string, right: "read" | "update"): string {
  const where = `${type}.${field}`;
  if (provider === "salesforce") {
    return right === "read"
      ? `Read on ${where} (field-level security), unless the field was deleted or renamed`
      : `Modify All Data or Edit on ${where} (field-level security), unless the field is computed`;
  }
  return right === "read"
    ? `View on the property ${where}, unless it was deleted or renamed`
    : `Edit on the property ${where}, unless it is read-only`;
}
