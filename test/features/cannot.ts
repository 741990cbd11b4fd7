import type { ReasonCode } from "../../engine/reasons.ts";
import type { ProviderId } from "../../engine/record.ts";
import type { ItemId } from "./items.ts";

/** What a CRM has no answer for, with the part of its contract sheet that says so. */
export const cannot: Readonly<Partial<Record<ProviderId, Readonly<Partial<Record<ReasonCode, string>>>>>> = {
  salesforce: {
    REF_ASSOC_LIMIT:
      "salesforce.md 4: a reference is one field of the record; there are no lists of associations to fill",
  },
  hubspot: {
    AUTH_USER_INACTIVE:
      "hubspot.md 1: a grant belongs to the app in the portal; its token errors name no user, and a 401 is a token that is over",
    AUTH_API_DISABLED: "hubspot.md 1: access is by scopes of the app; no answer says that an account has no API",
    AUTH_ORG_INACTIVE: "hubspot.md 1: a portal that is gone answers BAD_HUB, which is a grant that is gone",
    LIMIT_CONCURRENT: "hubspot.md 7: its limits are calls in a window and in a day, none counts what runs at once",
    LIMIT_STORAGE:
      "hubspot.md 8: none of its categories tells a full store; record limits have a page of their own to ask",
    PERM_RECORD: "hubspot.md 1: rights are scopes per object; a 403 names scopes and no record",
    DATA_INTEGRITY: "hubspot.md 8: a bad value is a code of its property; none is about several fields together",
    RULE_AUTOMATION: "hubspot.md 8: workflows run after the write was answered; no answer names one",
    RULE_RECORD_TYPE:
      "hubspot.md 9: objects have no record types; a stage of another pipeline is an option that is not allowed",
    DUP_RULE: "hubspot.md 8: duplicates are refused by unique values alone (409), not by rules of an admin",
    REC_CONVERTED: "hubspot.md 2: contacts, companies and deals are not converted into one another",
    SKIP_CONVERTED: "hubspot.md 2: contacts, companies and deals are not converted into one another",
    REC_LOCKED_APPROVAL: "hubspot.md 7: a lock is 423 and lasts seconds; no approval holds a record",
  },
  pipedrive: {
    AUTH_USER_INACTIVE: "pipedrive.md 2: the token of a user who left answers the same 401 as one that is over",
    AUTH_APP_NOT_INSTALLED: "pipedrive.md 2: consent installs the app, and an uninstalled one is a grant that is gone",
    LIMIT_CONCURRENT:
      "pipedrive.md 6: its limits are a budget of the day and calls in 2 s; none counts what runs at once",
    LIMIT_BULK: "pipedrive.md 3 and 4: there are no bulk jobs, and cursors have no last page",
    PROVIDER_MAINTENANCE: "pipedrive.md 7: 503 is the answer in maintenance and in trouble alike",
    DATA_INTEGRITY: "pipedrive.md 7: a refused value is told by its own field; none is about several together",
    RULE_VALIDATION:
      "pipedrive.md 8: required fields are held by its pages, not by the API, and there are no other rules",
    RULE_AUTOMATION: "pipedrive.md 7: automations run after the answer; no answer names one",
    RULE_RECORD_TYPE:
      "pipedrive.md 8: objects have no record types; a stage of another pipeline is a value that is not valid",
    DUP_UNIQUE: "pipedrive.md 4: there are no unique constraints, duplicates are accepted",
    DUP_RULE: "pipedrive.md 4: there are no unique constraints, duplicates are accepted",
    REF_ASSOC_LIMIT: "pipedrive.md 4: references are fields with one id",
    REC_CONVERTED: "pipedrive.md 4: a lead is converted by a call of its own; no write is refused for it",
    REC_LOCKED_APPROVAL: "pipedrive.md 7: 409 is a merge or conversion that ends; no approval holds a record",
    BATCH_ROLLED_BACK: "pipedrive.md 4: writes are single; there is no batch",
  },
};

/**
 * Of the failures of a single record (E32–E40) those that a CRM cannot produce, with the source that says so. Where the
 * reason is told in another way all the same (a record of Pipedrive is busy while it is merged: 409), that is said.
 */
export const cannotItems: Readonly<Partial<Record<ProviderId, Readonly<Partial<Record<ItemId, string>>>>>> = {
  pipedrive: {
    E36: "pipedrive.md 8 and reasons.md: required fields are held by its pages, not by the API, and there are no other rules",
    E37: "reasons.md: Pipedrive knows no row locks; pipedrive.md 7: 409 is a merge or conversion that ends, and no write makes one",
    E39: "pipedrive.md 4: there are no unique constraints and no duplicate rules, duplicates are accepted",
  },
};
