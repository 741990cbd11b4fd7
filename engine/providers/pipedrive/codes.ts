import type { ReasonCode } from "../../reasons.ts";

/** The few machine codes that Pipedrive has. A schema error says in words what is wrong, so the words come first. */
export const reasonOfCode: Readonly<Record<string, ReasonCode>> = {
  feature_capping_deals_limit: "LIMIT_STORAGE",
  ERR_INVALID_INPUT: "DATA_FORMAT",
  ERR_SCHEMA_VALIDATION_FAILED: "DATA_FORMAT",
};

/** What a refused sign-in says, in `error` or in `message`; the first that fits. */
export const reasonOfGrant: readonly (readonly [RegExp, ReasonCode])[] = [
  [/invalid[_ ]client|client is invalid|cannot retrieve client/i, "AUTH_CLIENT_INVALID"],
  [/invalid[_ ]grant|already exchanged|(refresh_token|authorization_code) (is|has)/i, "AUTH_GRANT_REVOKED"],
  [/invalid[_ ]scope/i, "AUTH_SCOPE_MISSING"],
  [/missing parameter|unsupported[_ ]grant|invalid[_ ]request|redirect_uri/i, "AUTH_CLIENT_INVALID"],
];

/** What a 403 says; when nothing fits, the request decides which right is missing. */
export const reasonOfRefusal: readonly (readonly [RegExp, ReasonCode])[] = [
  [/scope and url mismatch|insufficient scope|missing scope/i, "AUTH_SCOPE_MISSING"],
  [/limit reached|feature_capping/i, "LIMIT_STORAGE"],
  [/contact sync/i, "PERM_FIELD"],
  [/user .*(inactive|deactivated|not active)/i, "AUTH_USER_INACTIVE"],
];

/** What a 400 says of a value; the first that fits. */
export const reasonOfWords: readonly (readonly [RegExp, ReasonCode])[] = [
  [
    /must be (given|linked to)|is required|required (field|property)|cannot be (blank|empty)|must not be empty/i,
    "DATA_REQUIRED_MISSING",
  ],
  [/(owner|user)(_id)?\b.*(inactive|deactivated|not active|not found|does not exist)/i, "REF_OWNER_INACTIVE"],
  [
    /\b(person|org|organization|deal|lead)(_id)?\b.*(not found|does not exist|doesn't exist|deleted|not valid|is invalid)/i,
    "REF_INVALID",
  ],
  [
    /\b(stage|pipeline)(_id)?\b.*(not found|does not exist|doesn't exist|not valid|is invalid)|\boptions?\b|allowed values|one of/i,
    "DATA_PICKLIST_INVALID",
  ],
  [
    /less than or equal to \d+ char|at most \d+ char|too long|length must be (less|at most)|max(imum)? length/i,
    "DATA_TOO_LONG",
  ],
  [
    /unknown (field|key|property)|unrecognized|is not allowed|not a known|additional propert|no such field|field does not exist/i,
    "SCHEMA_FIELD_MISSING",
  ],
  [/read[- ]?only|not editable|cannot be (changed|updated|edited)/i, "PERM_FIELD"],
  [/is archived/i, "REC_ARCHIVED"],
  [/(is|was) deleted/i, "REC_DELETED"],
  [/valid (datetime|date|time)\b/i, "DATA_TIMESTAMP"],
  [/valid (e-?mail|phone|url|currency)/i, "DATA_FORMAT"],
  [/must be an? (number|integer|string|boolean|array|object|numeric)/i, "SCHEMA_TYPE_CHANGED"],
  [/json|malformed body/i, "DATA_ENCODE"],
];
