import type { ReasonCode } from "../../reasons.ts";

/** Codes of one property, from `errors[].code` or from the JSON inside "Property values were not valid: […]". */
export const reasonOfProperty: Readonly<Record<string, ReasonCode>> = {
  INVALID_OPTION: "DATA_PICKLIST_INVALID",
  PROPERTY_DOESNT_EXIST: "SCHEMA_FIELD_MISSING",
  READ_ONLY_VALUE: "PERM_FIELD",
  INVALID_INTEGER: "SCHEMA_TYPE_CHANGED",
  INVALID_LONG: "SCHEMA_TYPE_CHANGED",
  INVALID_FLOAT: "SCHEMA_TYPE_CHANGED",
  INVALID_NUMBER: "SCHEMA_TYPE_CHANGED",
  INVALID_DATE: "SCHEMA_TYPE_CHANGED",
  INVALID_DATETIME: "SCHEMA_TYPE_CHANGED",
  INVALID_BOOLEAN: "SCHEMA_TYPE_CHANGED",
  INVALID_EMAIL: "DATA_FORMAT",
  INVALID_PHONE_NUMBER: "DATA_FORMAT",
  INVALID_URL: "DATA_FORMAT",
  INVALID_DOMAIN: "DATA_FORMAT",
  REQUIRED_FIELD: "DATA_REQUIRED_MISSING",
  REQUIRED_PROPERTY: "DATA_REQUIRED_MISSING",
  MISSING_REQUIRED_PROPERTY: "DATA_REQUIRED_MISSING",
  PROPERTY_TOO_LONG: "DATA_TOO_LONG",
  CONFLICTING_UNIQUE_VALUE: "DUP_UNIQUE",
  INVALID_OWNER_ID: "REF_OWNER_INACTIVE",
};

/** What a whole answer calls itself: `category`, or `status` of a token answer. */
export const reasonOfCategory: Readonly<Record<string, ReasonCode>> = {
  EXPIRED_AUTHENTICATION: "AUTH_TOKEN_EXPIRED",
  INVALID_AUTHENTICATION: "AUTH_TOKEN_EXPIRED",
  MISSING_SCOPES: "AUTH_SCOPE_MISSING",
  BANNED: "AUTH_APP_NOT_INSTALLED",
  BAD_REFRESH_TOKEN: "AUTH_GRANT_REVOKED",
  BAD_HUB: "AUTH_GRANT_REVOKED",
  BAD_AUTH_CODE: "AUTH_GRANT_REVOKED",
  EXPIRED_AUTH_CODE: "AUTH_GRANT_REVOKED",
  BAD_CLIENT_ID: "AUTH_CLIENT_INVALID",
  BAD_CLIENT_SECRET: "AUTH_CLIENT_INVALID",
  BAD_REDIRECT_URI: "AUTH_CLIENT_INVALID",
  BAD_GRANT_TYPE: "AUTH_CLIENT_INVALID",
  OBJECT_NOT_FOUND: "REC_DELETED",
  CONFLICT: "DUP_UNIQUE",
  LOCKED: "REC_LOCKED_ROW",
};

/** RFC 6749, section 5.2: the token endpoint's `error`. */
export const reasonOfGrant: Readonly<Record<string, ReasonCode>> = {
  invalid_grant: "AUTH_GRANT_REVOKED",
  access_denied: "AUTH_GRANT_REVOKED",
  invalid_client: "AUTH_CLIENT_INVALID",
  unauthorized_client: "AUTH_CLIENT_INVALID",
  unsupported_grant_type: "AUTH_CLIENT_INVALID",
  invalid_request: "AUTH_CLIENT_INVALID",
  invalid_scope: "AUTH_SCOPE_MISSING",
};

/**
 * Most answers carry no code, so the words decide; the first that fits. They are HubSpot's own phrases: the words of an
 * administrator's rule come the same way and must not fit.
 */
export const reasonOfWords: readonly (readonly [RegExp, ReasonCode])[] = [
  [/required properties were not set|required property .* (is missing|was not set)/i, "DATA_REQUIRED_MISSING"],
  [/more than 250 identities|associations?\b.*\blimit|\blimit\b.*\bassociations?/i, "REF_ASSOC_LIMIT"],
  [/owner\b.*\b(archived|deactivated|inactive|does not exist|not valid)/i, "REF_OWNER_INACTIVE"],
  [/associations? (is|are) not valid|association type/i, "REF_INVALID"],
  [/\b(record|object|contact|company|deal)\b.*\barchived/i, "REC_ARCHIVED"],
  [/duplicate ids|duplicate .* in (the )?batch/i, "BATCH_ROLLED_BACK"],
  [/\d+ already has that value|already exists\. Existing ID/i, "DUP_UNIQUE"],
  [/was not one of the allowed options|stage\b.*\bpipeline/i, "DATA_PICKLIST_INVALID"],
  [/by non-unique .* property/i, "SCHEMA_TYPE_CHANGED"],
  [/infer object type|unknown object type/i, "SCHEMA_OBJECT_MISSING"],
  [/^property .* does(n't| not) exist/i, "SCHEMA_FIELD_MISSING"],
  [/^email address .* is invalid/i, "DATA_FORMAT"],
  [/^property value is too long|character limit/i, "DATA_TOO_LONG"],
  [/^invalid (input )?json|^invalid json input|number of inputs|at least one object/i, "DATA_ENCODE"],
];
