import { CrmError, type HttpRequest, type HttpResponse, NoAnswer, type Request } from "../../provider.ts";
import { malformed, unanswered } from "../../trouble.ts";
import { troubleOf } from "./errors.ts";
import { isRow, type Row } from "./values.ts";

/**
 * Sends once and answers only a success, as the object that its body is (an empty body is an empty object).
 * @throws CrmError for every other answer, and when none came.
 */
export async function send(request: Request, asked: HttpRequest): Promise<Row> {
  const write = isWrite(asked);
  let answer: HttpResponse;
  try {
    answer = await request(asked);
  } catch (error) {
    if (error instanceof NoAnswer) throw new CrmError(unanswered("Pipedrive", error, write), error);
    throw error;
  }
  if (answer.status >= 300) throw new CrmError(troubleOf({ ...answer, write, one: isOne(asked) }));
  if (answer.body === "") return {};
  let told: unknown;
  try {
    told = JSON.parse(answer.body);
  } catch (error) {
    throw new CrmError(malformed("Pipedrive's answer is broken off or is no JSON", write), error);
  }
  if (!isRow(told)) throw new CrmError(malformed("Pipedrive's answer is not an object", write));
  // A refusal in the clothes of a success.
  if (told.success === false) throw new CrmError(troubleOf({ ...answer, status: 400, write, one: isOne(asked) }));
  return told;
}

export function form(url: string, authorization: string, fields: Readonly<Record<string, string>>): HttpRequest {
  const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
  return { method: "POST", url, headers, body: new URLSearchParams(fields).toString() };
}

/** Searches have a window of their own beside the common one. */
export function isSearch({ method, url }: HttpRequest): boolean {
  return method === "GET" && /^[^?]*\/(?:search|itemSearch(?:\/field)?)(?:\?|$)/.test(url);
}

function isWrite({ method }: HttpRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

function isOne({ method }: HttpRequest): boolean {
  return method === "PATCH" || method === "DELETE";
}
