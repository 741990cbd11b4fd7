/** What every sign-in asks for. */
const SCOPES = [
  "oauth",
  "crm.objects.contacts.read",
  "crm.objects.contacts.write",
  "crm.objects.companies.read",
  "crm.objects.companies.write",
  "crm.objects.deals.read",
  "crm.objects.deals.write",
] as const;

const standard: ReadonlySet<string> = new Set(["contacts", "companies", "deals", "leads", "owners"]);
/** HubSpot allows its activities to whoever may see contacts. */
const activities: ReadonlySet<string> = new Set(["activities", "tasks", "calls", "notes", "meetings", "emails"]);

/** Whose scopes allow a type: all objects of the user's own share one pair. */
export function familyOf(type: string): string {
  if (standard.has(type)) return type;
  return activities.has(type) ? "contacts" : "custom";
}

/** The scopes of a sign-in for these types: an app must have been given each one that is asked for, so no more are. */
export function scopesFor(types: readonly string[]): readonly string[] {
  const more = types.map(familyOf).flatMap((family) => {
    if (family === "owners") return ["crm.objects.owners.read"];
    if (family === "custom") return ["crm.objects.custom.read", "crm.objects.custom.write", "crm.schemas.custom.read"];
    return [`crm.objects.${family}.read`, `crm.objects.${family}.write`];
  });
  return [...new Set([...SCOPES, ...more])];
}

/** Whether HubSpot's own number stands for the type: "2-1234567" is an object of the user's own. */
export function isNumbered(type: string): boolean {
  return /^\d+-\d+$/.test(type);
}
