import type { Account } from "../crm/accounts.ts";
import type { Answer, Caller, Crm } from "../crm/crm.ts";
import type { Links } from "./links.ts";
import type { Refusal } from "./refusal.ts";
import { correlationId } from "./values.ts";

/** What HubSpot keeps of a portal beside its records. */
export interface Portal {
  readonly account: Account;
  readonly links: Links;
  /** Times of the latest searches: they have a limit of their own. */
  readonly searches: number[];
  /** "type/id" of records that a privacy request erased for good. */
  readonly erased: Set<string>;
}

/** A request that was let in: who asks, and what the path and query say. */
export interface Ask extends Caller {
  readonly portal: Portal;
  readonly scopes: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const json = { "content-type": "application/json;charset=utf-8" } as const;

export function answer(status: number, body: unknown, records = 0): Answer {
  return { status, headers: json, body: JSON.stringify(body), records };
}

export function noContent(records = 0): Answer {
  return { status: 204, headers: {}, body: "", records };
}

/** The error envelope of the CRM endpoints. */
export function refuse(crm: Crm, refusal: Refusal): Answer {
  const { status, message, category, subCategory, context, errors, links } = refusal;
  const correlation = correlationId(crm.world);
  return answer(status, {
    status: "error",
    message,
    correlationId: correlation,
    ...(context !== undefined && { context }),
    ...(errors !== undefined && { errors }),
    ...(links !== undefined && { links }),
    category,
    ...(subCategory !== undefined && { subCategory }),
  });
}

/** The page of the web server for a path that it does not know: no JSON, as in life. */
export function unknownPath(): Answer {
  return page(404, "Not Found");
}

/** The same for an address with too many characters. */
export function tooLong(): Answer {
  return page(414, "URI Too Long");
}

function page(status: number, reason: string): Answer {
  const body =
    `<html> <head> <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/> <title>Error ${status} ${reason}` +
    `</title> </head> <body><h2>HTTP ERROR ${status}</h2> <p>Reason: <pre>    ${reason}</pre></p> </body> </html>`;
  return { status, headers: { "content-type": "text/html;charset=utf-8" }, body };
}
