/** What an app can be allowed; `base` comes with every one. */
export const allScopes: readonly string[] = [
  "base",
  "contacts:full",
  "deals:full",
  "leads:full",
  "activities:full",
  "users:read",
  "recents:read",
  "search:read",
  "contact-fields:full",
  "deal-fields:full",
  "admin",
];
