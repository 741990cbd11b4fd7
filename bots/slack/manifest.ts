/** The rights that manifest.yml asks for; a test holds the two together. */
export const BOT_SCOPES = [
  "channels:read",
  "chat:write",
  "commands",
  "files:write",
  "im:write",
  "usergroups:read",
  "users:read",
] as const;

/** The one right of the app token. */
export const APP_SCOPE = "connections:write";
