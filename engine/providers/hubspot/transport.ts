import {
  CrmError,
  type HttpRequest,
  type HttpResponse,
  NoAnswer,
  type OAuthApp,
  type Request,
} from "../../provider.ts";
import { malformed, unanswered } from "../../trouble.ts";
import { troubleOf } from "./errors.ts";

/** Where all API and token calls go. */
export function apiUrl(app: OAuthApp): string {
  return (app.apiUrl ?? "https://api.hubapi.com").replace(/\/+$/, "");
}

/**
 * Sends once and answers only what is a success with a body that is JSON (or empty).
 * @throws CrmError for every other answer, and when none came.
 */
export async function send(request: Request, asked: HttpRequest): Promise<HttpResponse> {
  const write = isWrite(asked);
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name.toLowerCase(), value]));
  let answer: HttpResponse;
  try {
    answer = await request({ ...asked, headers });
  } catch (error) {
    if (error instanceof NoAnswer) throw new CrmError(unanswered("HubSpot", error, write), error);
    throw error;
  }
  if (answer.status >= 300) throw new CrmError(troubleOf({ ...answer, write }));
  try {
    if (answer.body !== "") JSON.parse(answer.body);
  } catch (error) {
    throw new CrmError(malformed("HubSpot's answer is broken off or is no JSON", write), error);
  }
  return answer;
}

export function jsonOf(answer: HttpResponse): unknown {
  return answer.body === "" ? null : JSON.parse(answer.body);
}

export function form(url: string, fields: Readonly<Record<string, string>>): HttpRequest {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { method: "POST", url, headers, body: new URLSearchParams(fields).toString() };
}

/** Searches, batch reads and introspection are POSTs, too. */
function isWrite({ method, url }: HttpRequest): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return !/\/(search|batch\/read|introspect)$/.test(new URL(url).pathname);
}

/** Searches have a window of their own, and no rate headers. */
export function isSearch({ method, url }: HttpRequest): boolean {
  return method === "POST" && /^[^?]*\/crm\/[^?]*\/search(?:\?|$)/.test(url);
}
