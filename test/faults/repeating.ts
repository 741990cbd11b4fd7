import { type HttpRequest, type HttpResponse, NoAnswer } from "../../engine/index.ts";
import type { CrmName } from "../fakes/bed.ts";

/** What became of one request on a bad day: an answer that repeats secrets, or none. */
export type Repeating = (crm: CrmName, asked: HttpRequest, answer: HttpResponse, told: string) => HttpResponse;

const refusal =
  (status: number, code: string, category = code): Repeating =>
  (crm, _, answer, told) => ({
    status,
    headers: { ...answer.headers, "content-type": "application/json", location: `/?t=${told}` },
    body: JSON.stringify(
      crm === "salesforce"
        ? [{ errorCode: code, message: `refused: ${told}`, fields: [told] }]
        : {
            status: "error",
            category,
            message: `refused: ${told}`,
            correlationId: told,
            errors: [{ message: told, code }],
          },
    ),
  });

/** Every way in which a CRM, or what stands before it, may repeat what it was sent. */
export const troubles = {
  "400": refusal(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "VALIDATION_ERROR"),
  "400 of an unknown kind": refusal(400, "NEVER_HEARD_OF"),
  "401": refusal(401, "INVALID_SESSION_ID", "EXPIRED_AUTHENTICATION"),
  "403": refusal(403, "INSUFFICIENT_ACCESS_OR_READONLY", "MISSING_SCOPES"),
  "429": refusal(429, "REQUEST_LIMIT_EXCEEDED", "RATE_LIMITS"),
  "500": refusal(500, "UNKNOWN_EXCEPTION", "INTERNAL_ERROR"),
  "plain words": (_crm, _asked, answer, told) => ({ ...answer, status: 400, body: `Bad request: ${told}` }),
  "a page": (_crm, _asked, answer, told) => ({ ...answer, status: 502, body: `<html><body>${told}</body></html>` }),
  "broken JSON": (_crm, _asked, answer, told) => ({ ...answer, status: 200, body: `{"message":"${told}` }),
  "JSON of another kind": (_crm, _asked, answer, told) => ({
    ...answer,
    status: 200,
    body: JSON.stringify({ [told]: told }),
  }),
  headers: (_crm, _asked, answer, told) => ({
    ...answer,
    headers: { ...answer.headers, "sforce-limit-info": told, "retry-after": told },
  }),
  "messages of single records": (crm, asked, answer, told) => {
    if (asked.method === "GET" || answer.status >= 300 || /search|batch\/read|query/.test(asked.url)) return answer;
    return crm === "salesforce" ? collection(answer, told) : { ...answer, status: 207, body: partly(told) };
  },
  "no answer": (_crm, _asked, _answer, told) => {
    throw new NoAnswer(true, "ECONNRESET", new Error(`lost: ${told}`));
  },
  "nothing sent": (_crm, _asked, _answer, told) => {
    throw new NoAnswer(false, "ENOTFOUND", new Error(`lost: ${told}`));
  },
  "a surprise": (_crm, _asked, _answer, told) => {
    throw new TypeError(`not a header: ${told}`, { cause: new Error(told) });
  },
} satisfies Readonly<Record<string, Repeating>>;

/** What a token endpoint may say. */
export const grantTroubles = {
  "500": troubles["500"],
  "429": troubles["429"],
  "plain words": troubles["plain words"],
  "a page": troubles["a page"],
  "broken JSON": troubles["broken JSON"],
  "no answer": troubles["no answer"],
  "a surprise": troubles["a surprise"],
  invalid_grant: (_crm, _asked, answer, told) => ({
    ...answer,
    status: 400,
    body: JSON.stringify({
      error: "invalid_grant",
      error_description: `expired: ${told}`,
      message: told,
      status: told,
    }),
  }),
} satisfies Readonly<Record<string, Repeating>>;

function collection(answer: HttpResponse, told: string): HttpResponse {
  const fault = { statusCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: told, fields: [told] };
  const given: unknown = JSON.parse(answer.body || "[]");
  if (!Array.isArray(given))
    return { ...answer, status: 400, body: JSON.stringify([{ errorCode: fault.statusCode, ...fault }]) };
  return { ...answer, body: JSON.stringify(given.map(() => ({ success: false, errors: [fault] }))) };
}

function partly(told: string): string {
  const context = { ids: [told], propertyName: [told] };
  const error = { status: "error", category: "VALIDATION_ERROR", message: told, context };
  return JSON.stringify({ status: "COMPLETE", results: [], numErrors: 1, errors: [error] });
}
