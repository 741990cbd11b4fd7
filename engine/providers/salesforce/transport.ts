import { PassThrough } from "node:stream";
import { CrmError, type HttpResponse, NoAnswer, type Request } from "../../provider.ts";
import { unanswered } from "../../trouble.ts";
import { troubleOf } from "./errors.ts";

/**
 * What replaces jsforce's transport: each request goes once through our request function, without jsforce's hidden
 * retries, refreshes and redirects, and every refusal is thrown as CrmError with status and headers still known.
 */
export function transport(request: Request): { httpRequest(asked: Asked): Promise<Answered> } {
  return {
    httpRequest(asked) {
      // jsforce also asks for a stream, which only its file APIs read.
      return Object.assign(send(request, asked), { stream: () => new PassThrough() });
    },
  };
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request, once; throws CrmError for every refusal. */
export async function send(request: Request, asked: Asked): Promise<Answered> {
  const write = isWrite(asked);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(asked.headers ?? {})) {
    // The length is the transport's to tell: it knows the bytes.
    if (name.toLowerCase() !== "content-length") headers[name.toLowerCase()] = value;
  }
  let answer: HttpResponse;
  try {
    const body = typeof asked.body === "string" ? asked.body : null;
    answer = await request({ method: asked.method, url: asked.url, headers, body });
  } catch (error) {
    if (error instanceof NoAnswer) throw new CrmError(unanswered("Salesforce", error, write), error);
    throw error;
  }
  if (answer.status >= 300) throw new CrmError(troubleOf({ ...answer, write }));
  // jsforce parses by content type; what is not JSON after all comes back as text and is refused by the reader.
  return {
    statusCode: answer.status,
    headers: { ...answer.headers, "content-type": "application/json" },
    body: answer.body,
  };
}

/** Reading is a POST, too: of many records, to the type's own collection resource, and of all, as a job. */
function isWrite({ method, url }: Asked): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const { pathname } = new URL(url);
  return !/\/jobs\/query(\/|$)/.test(pathname) && !(method === "POST" && /\/composite\/sobjects\/\w+$/.test(pathname));
}
