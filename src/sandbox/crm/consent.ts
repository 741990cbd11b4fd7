import type { ServiceRequest, ServiceResponse } from "../service.ts";
import { type AccountName, isAccountName } from "./accounts.ts";
import { signInUsers } from "./colleagues.ts";
import { accountNamed, type Crm } from "./crm.ts";
import { approve } from "./oauth.ts";

/** The wording of one CRM around the shared consent page. */
interface ConsentWords {
  readonly title: string;
  /** The query of the redirect after Deny. */
  readonly denied: Readonly<Record<string, string>>;
}

/**
 * The consent page: GET shows it, POST is its form (the query of the GET stays in the URL; the body holds
 * `account=main|other`, with `/USER` behind it for one of the account's other users, and `press=allow|deny`) and answers 302 to the redirect URI with code and state.
 */
export function consent(crm: Crm, request: ServiceRequest, words: ConsentWords): ServiceResponse {
  const query = new URL(request.path, request.origin).searchParams;
  const problem = wrongQuery(crm, query);
  if (problem !== null) return page(400, words.title, `<p class="error">${escaped(problem)}</p>`);
  if (request.method === "GET") return page(200, words.title, form(crm, request.path, query));
  const pressed = new URLSearchParams(request.body);
  const [name = "", asked] = (pressed.get("account") ?? "main").split("/");
  if (!isAccountName(name)) return page(400, words.title, "<p>There is no such account.</p>");
  const user = signInUsers(accountNamed(crm, name)).find((one, at) =>
    asked === undefined ? at === 0 : one.id === asked,
  );
  if (user === undefined) return page(400, words.title, "<p>There is no such user.</p>");
  const target = new URL(query.get("redirect_uri") ?? "");
  for (const [key, value] of Object.entries(
    outcome(crm, query, { name, userId: user.id }, pressed.get("press") === "allow", words),
  )) {
    target.searchParams.set(key, value);
  }
  const state = query.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href, "cache-control": "no-store" }, body: "" };
}

function outcome(
  crm: Crm,
  query: URLSearchParams,
  { name, userId }: { name: AccountName; userId: string },
  allowed: boolean,
  words: ConsentWords,
): Readonly<Record<string, string>> {
  if (!allowed) return words.denied;
  const code = approve(crm.oauth, {
    clientId: query.get("client_id") ?? "",
    redirectUri: query.get("redirect_uri") ?? "",
    account: name,
    userId,
    scopes: (query.get("scope") ?? "").split(/[\s+]+/).filter((scope) => scope !== ""),
    challenge: query.get("code_challenge"),
  });
  return { code };
}

function wrongQuery(crm: Crm, query: URLSearchParams): string | null {
  if (!crm.oauth.clients.some((client) => client.id === query.get("client_id")))
    return "invalid_client_id: unknown app";
  const redirect = query.get("redirect_uri") ?? "";
  if (!URL.canParse(redirect) || !/^https?:$/.test(new URL(redirect).protocol)) return "redirect_uri_mismatch";
  const type = query.get("response_type") ?? "code";
  return type === "code" ? null : "unsupported_response_type";
}

function form(crm: Crm, path: string, query: URLSearchParams): string {
  const offered = [...crm.accounts.values()].flatMap((account) =>
    signInUsers(account).map((user) => ({ account, user, isUsual: user === account.appUser })),
  );
  const choices = offered.map(
    ({ account, user, isUsual }, i) =>
      `<label><input type="radio" name="account" value="${account.name}${isUsual ? "" : `/${user.id}`}"${i === 0 ? " checked" : ""}> ` +
      `${escaped(account.label)} (${account.name}) as ${escaped(user.email)}${isUsual ? "" : ", who has fewer rights"}</label><br>`,
  );
  return (
    `<p>An app asks for access: <b>${escaped(query.get("scope") ?? "")}</b></p>` +
    `<form method="post" action="${escaped(path)}">${choices.join("")}` +
    `<button name="press" value="allow">Allow</button> <button name="press" value="deny">Deny</button></form>`
  );
}

function page(status: number, title: string, body: string): ServiceResponse {
  const html =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>` +
    `<body style="font:16px sans-serif;margin:3rem auto;max-width:32rem"><h1>${escaped(title)}</h1>${body}</body></html>`;
  return { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }, body: html };
}

function escaped(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (c) => named[c] ?? c);
}
