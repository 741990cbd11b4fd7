/** An answer that is no success; `refuse` gives it Pipedrive's envelope. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly info?: string;
  readonly code?: string;
  /** The status once more in the body, where Pipedrive does that. */
  readonly errorCode?: number;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

export const usualInfo = "Please check developers.pipedrive.com for more information about Pipedrive API.";
const shortInfo = "Please check developers.pipedrive.com";

/** A value or parameter that does not fit the schema: `where` is its name, `what` the rule. */
export function unfit(where: string, what: string): Refusal {
  return { status: 400, error: `Validation failed: ${where}: ${what}`, code: "ERR_SCHEMA_VALIDATION_FAILED" };
}

/** A value of the right shape that means nothing: a record that is not there, a user who has left. */
export function invalidInput(where: string, what: string): Refusal {
  return { status: 400, error: `Validation failed: ${where}: ${what}`, code: "ERR_INVALID_INPUT" };
}

export function notFound(singular: string): Refusal {
  return { status: 404, error: `${singular} not found` };
}

export const unauthorized: Refusal = {
  status: 401,
  error: "unauthorized access",
  info: shortInfo,
  errorCode: 401,
};

export const scopeMismatch: Refusal = {
  status: 403,
  error: "Scope and URL mismatch",
  info: shortInfo,
  errorCode: 403,
};

export const noPermission: Refusal = {
  status: 403,
  error: "You do not have permission to perform this action.",
};

export const accountClosed: Refusal = {
  status: 402,
  error: "Company account is not open (possible reason: trial expired, payment details not entered)",
};

export const dealsLimit: Refusal = {
  status: 403,
  error: "Couldn't add the deal. Open deals limit reached.",
  code: "feature_capping_deals_limit",
};

export const retired: Refusal = { status: 410, error: "This endpoint is no longer available. Use API v2 instead." };
