import type { ServiceRequest, ServiceResponse } from "../service.ts";
import { isAccountName } from "./accounts.ts";
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
 * `account=main|other` and `press=allow|deny`) and answers 302 to the redirect URI with code and state.
 */
export function consent(crm: Crm, request: ServiceRequest, words: ConsentWords): ServiceResponse {
  const query = new URL(request.path, request.origin).searchParams;
  const problem = wrongQuery(crm, query);
  if (problem !== null) return page(400, words.title, `<p class="error">${escaped(problem)}</p>`);
  if (request.method === "GET") return page(200, words.title, form(crm, request.path, query));
  const pressed = new URLSearchParams(request.body);
  const name = pressed.get("account") ?? "main";
  if (!isAccountName(name)) return page(400, words.title, "<p>There is no such account.</p>");
  const target = new URL(query.get("redirect_uri") ?? "");
  for (const [key, value] of Object.entries(outcome(crm, query, name, pressed.get("press") === "allow", words))) {
    target.searchParams.set(key, value);
  }
  const state = query.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href, "cache-control": "no-store" }, body: "" };
}

function outcome(
  crm: Crm,
  query: URLSearchParams,
  name: "main" | "other",
  allowed: boolean,
  words: ConsentWords,
): Readonly<Record<string, string>> {
  if (!allowed) return words.denied;
  const code = approve(crm.oauth, {
    clientId: query.get("client_id") ?? "",
    redirectUri: query.get("redirect_uri") ?? "",
    account: name,
    userId: accountNamed(crm, name).appUser.id,
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
  const choices = [...crm.accounts.values()].map(
    (account, i) =>
      `<label><input type="radio" name="account" value="${account.name}"${i === 0 ? " checked" : ""}> ` +
      `${escaped(account.label)} (${account.name}) as ${escaped(account.appUser.email)}</label><br>`,
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
