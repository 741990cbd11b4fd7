import type { NoAnswer, Trouble } from "./provider.ts";
import type { ReasonCode } from "./reasons.ts";

/** An answer that is not a success, with what our request was: only a write can have been done unseen. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly write: boolean;
}

const DETAIL_LENGTH = 500;

/** Trouble of which nothing is known but its reason and words of at most 500 characters. */
export function plain(reason: ReasonCode, detail: string): Trouble {
  return {
    reason,
    detail: detail.length > DETAIL_LENGTH ? `${detail.slice(0, DETAIL_LENGTH)}…` : detail,
    field: null,
    code: null,
    status: null,
    retryAfterMs: null,
    existingId: null,
    unsure: false,
  };
}

/** An answer with a good status whose body is not what the API promises. */
export function malformed(what: string, write: boolean): Trouble {
  return { ...plain("DATA_MALFORMED", what), unsure: write };
}

/** No answer at all from the CRM of this name. */
export function unanswered(label: string, error: NoAnswer, write: boolean): Trouble {
  const reason = error.sent ? "PROVIDER_TIMEOUT" : "NET_BLOCKED";
  return {
    ...plain(reason, `${label} did not answer (${error.code})`),
    code: error.code,
    unsure: write && error.sent,
  };
}
