import type { ReasonCode } from "../reasons.ts";

/** Why a CRM may have refused a sign-in (B5). */
export type CauseId =
  | "user_inactive"
  | "ip_or_hours"
  | "password"
  | "taken_back"
  | "app_blocked"
  | "policy"
  | "idle"
  | "crowded"
  | "used_twice"
  | "scopes"
  | "uninstalled"
  | "account"
  | "client"
  | "api_off";

/** The CRMs' own words for a cause; the first that fits. Matched in small letters, together with the code. */
const spoken: readonly (readonly [RegExp, CauseId])[] = [
  [/ip restricted|login hours|restricted ip/, "ip_or_hours"],
  [/password has expired|expired_password|invalid username, password/, "password"],
  [/validity expired/, "policy"],
  [/inactive[ _]user|user is inactive|user .*(deactivated|not active)/, "user_inactive"],
  [/already exchanged$/, "used_twice"],
  [/bad_hub|unknown hub|app_not_found|must be installed/, "uninstalled"],
  [/end-user denied|has been revoked|app was revoked/, "taken_back"],
];

/** Reasons that are a cause by themselves. */
const byReason: Partial<Record<ReasonCode, CauseId>> = {
  AUTH_APP_NOT_INSTALLED: "app_blocked",
  AUTH_SCOPE_MISSING: "scopes",
  AUTH_ORG_INACTIVE: "account",
  AUTH_CLIENT_INVALID: "client",
  AUTH_API_DISABLED: "api_off",
};

/**
 * The cause that the CRM itself names; null = it does not: "expired access/refresh token" and "invalid, expired or revoked"
 * stand for several. A text that lists several names none of them. Pure.
 */
export function namedBy(
  reason: ReasonCode,
  said: { readonly code: string | null; readonly words: string } | null,
): CauseId | null {
  const text = `${said?.code ?? ""} ${said?.words ?? ""}`.toLowerCase().trim();
  const isList = /expired,? or (it was already exchanged|revoked)|invalid, expired or revoked/.test(text);
  const found = isList ? undefined : spoken.find(([pattern]) => pattern.test(text))?.[1];
  return found ?? byReason[reason] ?? null;
}
