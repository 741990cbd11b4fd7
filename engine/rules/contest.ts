import type { ConflictPolicy, ObjectSettings } from "../settings.ts";
import type { FieldMap } from "./field-map.ts";

/** Field -> who wins when both sides changed it; a field that is not named here goes by the newer change. */
export type Policies = Readonly<Record<string, Exclude<ConflictPolicy, "newest">>>;

/**
 * What the configuration says of conflicts at one connection. Only a field that goes both ways and is overwritten can be
 * asked about: any other loses nothing without being asked.
 */
export function policiesOf(
  map: readonly FieldMap[],
  { fields }: Pick<ObjectSettings, "fields">,
  connection: string,
): Policies {
  const policies: Record<string, Policies[string]> = {};
  for (const { field, direction, behaviour, wins } of map) {
    const policy = wins ?? policyFor(fields[field]?.conflict, connection);
    if (policy === "newest") continue;
    if (policy === "ask" && (direction !== "both" || behaviour !== "overwrite")) continue;
    policies[field] = policy;
  }
  return policies;
}

function policyFor(told: ObjectSettings["fields"][string]["conflict"], connection: string): ConflictPolicy {
  if (told === undefined) return "newest";
  return typeof told === "string" ? told : (told[connection] ?? "newest");
}

/** Whether anything at all is left to people: where nothing is, nobody looks for conflicts. */
export function asksAny(policies: Policies | undefined): boolean {
  return policies !== undefined && Object.values(policies).includes("ask");
}

/** Words for people, without a value. */
export function conflictDetail(fields: readonly string[]): string {
  const names = fields.length > 1 ? `${fields.slice(0, -1).join(", ")} and ${fields.at(-1)}` : (fields[0] ?? "record");
  return `Its ${names} ${fields.length > 1 ? "were" : "was"} changed here and in the CRM; neither was overwritten.`;
}
