import { type HttpRequest, type HttpResponse, NoAnswer, type OAuthApp, type Request, type Token } from "../provider.ts";
import { hidden, writtenForms } from "./written.ts";

/** No message is that long. */
const pageLength = 100_000;

/**
 * A CRM may repeat what was sent to it: in a refusal, in the message about one record of many, in a header. What we
 * know to be secret is taken out of every answer before anybody reads, stores or shows it. Only an answer that gives a
 * token is left as it is, for a token that did not change comes back in it, and a page of records.
 */
export function discreet(request: Request, secrets: readonly (string | null | undefined)[]): Request {
  const forms = formsOf(secrets);
  if (forms.length === 0) return request;
  const clean = (text: string) => hidden(text, forms);

  return async (outgoing) => {
    const answer = await request(outgoing).catch((cause: unknown) => {
      // Of a lost answer only its code is told.
      if (!(cause instanceof NoAnswer)) cleanError(cause, clean);
      throw cause;
    });
    if (isPage(outgoing, answer) || givesToken(answer)) return answer;
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, clean(value)]);
    return { ...answer, headers: Object.fromEntries(headers), body: clean(answer.body) };
  };
}

/** The last secrets that were asked for: each call of a connection asks for the same, and there are many forms. */
const known = new Map<string, readonly string[]>();
const mostKnown = 50;

function formsOf(secrets: readonly (string | null | undefined)[]): readonly string[] {
  const key = JSON.stringify(secrets);
  const forms = known.get(key) ?? writtenForms(secrets);
  if (known.size >= mostKnown) known.clear();
  known.set(key, forms);
  return forms;
}

/** A surprise keeps its kind and its place; whoever refuses to send a header may repeat the whole of it. */
function cleanError(cause: unknown, clean: (text: string) => string): void {
  for (let each = cause; each instanceof Error; each = each.cause) {
    each.message = clean(each.message);
    if (each.stack) each.stack = clean(each.stack);
  }
}

/** A page of records that was read says nothing of the request; looking through all of it would cost more than parsing. */
function isPage({ method }: HttpRequest, { status, body }: HttpResponse): boolean {
  return method === "GET" && status === 200 && body.length > pageLength;
}

function givesToken({ status, body }: HttpResponse): boolean {
  if (status >= 300 || !body.includes('"access_token"')) return false;
  try {
    const given: unknown = JSON.parse(body);
    return typeof given === "object" && given !== null && "access_token" in given;
  } catch {
    return false;
  }
}

/** What of a grant must never be repeated. */
export function secretsOf(app: OAuthApp, token: Token): readonly (string | null)[] {
  return [app.clientSecret, token.accessToken, token.refreshToken];
}
