import { type Answer, accountNamed } from "../crm/crm.ts";
import { activeFaults, strikeFault, textOf } from "../crm/faults.ts";
import { gated } from "../crm/gate.ts";
import { accessOf, bearer } from "../crm/oauth.ts";
import type { Service, ServiceRequest } from "../service.ts";
import { type Ask, companyNamed, type Pipedrive, refuse, tableFor, usersOf } from "./ask.ts";
import { overLimit, rateHeaders, shutOut } from "./rates.ts";
import { accountClosed, noPermission, retired, scopeMismatch, unauthorized } from "./refusal.ts";
import { match, type Route } from "./routes.ts";
import { oauthAnswer } from "./tokens.ts";

/** The simulated Pipedrive as a service: OAuth, API v2 and what is left of v1, all on one address. */
export function pipedriveService(crm: Pipedrive): Service {
  const gate = {
    name: crm.name,
    board: crm.board,
    logs: crm.logs,
    accountOf: (request: ServiceRequest) => accountOf(crm, request),
    changes: (request: ServiceRequest) => request.method !== "GET" && !request.path.startsWith("/oauth/"),
    outage,
    free: (request: ServiceRequest) => /^\/oauth\/authorize\b/.test(request.path),
  };
  return gated(gate, (request) => respond(crm, request));
}

function respond(crm: Pipedrive, request: ServiceRequest): Answer {
  const ofTokens = oauthAnswer(crm, request);
  if (ofTokens !== null) return ofTokens;
  const { pathname, searchParams } = new URL(request.path, request.origin);
  const found = match(request.method, pathname);
  if (found === null) return refuse({ status: 404, error: `Unknown method or path: ${request.method} ${pathname}` });
  if (found === "retired") return refuse(retired);
  const caller = admit(crm, request);
  if (caller === null)
    return { ...refuse(unauthorized), headers: { ...refuse(unauthorized).headers, "x-401-by-gw": "true" } };
  const { company, byToken, ...who } = caller;
  const shut = shutOut(crm, company);
  if (shut !== null) return shut;
  if (strikeFault(crm.board, crm.name, "account-closed", company.account.name) !== null) return refuse(accountClosed);
  const charge = { tokens: found.route.cost, search: /earch(\/field)?$/.test(pathname), byToken };
  const refused = overLimit(crm, company, charge);
  const ask: Ask = {
    crm,
    request,
    params: found.params,
    query: searchParams,
    account: company.account,
    company,
    ...who,
  };
  const answered = refused ?? forbidden(found.route, ask) ?? found.route.answer(ask);
  return { ...answered, headers: { ...answered.headers, ...rateHeaders(crm, company, charge) } };
}

/** Who asks; null = nobody who may. Tokens of a user who has left are dead. */
function admit(
  crm: Pipedrive,
  request: ServiceRequest,
): (Pick<Ask, "company" | "scopes" | "userId"> & { readonly byToken: boolean }) | null {
  const personal = crm.apiTokens.get(request.headers["x-api-token"] ?? "");
  if (personal !== undefined) {
    const company = companyNamed(crm, personal);
    return { company, scopes: crm.scopes, userId: company.account.appUser.id, byToken: true };
  }
  const token = bearer(request.headers);
  const access = token === null ? null : accessOf(crm.oauth, token);
  if (access === null || access.expiresAt <= crm.world.now()) return null;
  const { account, scopes, userId } = access.grant;
  const company = companyNamed(crm, accountNamed(crm, account).name);
  const isActive = usersOf(crm, company).some((one) => String(one.id) === userId && one.active);
  return isActive ? { company, scopes, userId, byToken: false } : null;
}

/** The 403 of a missing scope, or of a user who may not see records of this kind; null = go on. */
function forbidden({ scopes, type }: Route, ask: Ask): Answer | null {
  const taken = activeFaults(ask.crm.board)
    .filter((one) => one.service === ask.crm.name && one.fault === "missing-scope")
    .filter((one) => one.account === null || one.account === ask.account.name)
    .map((one) => textOf(one, "scope"));
  const isGranted = (scope: string) => ask.scopes.includes(scope) && !taken.includes(scope);
  if (scopes.length > 0 && !scopes.some(isGranted)) return refuse(scopeMismatch);
  return type === null || tableFor(ask, type).schema.read ? null : refuse(noPermission);
}

/** Pipedrive when it is down. */
function outage(status: number): Answer {
  const error = status === 503 ? "Service unavailable: scheduled maintenance" : "Internal server error";
  return refuse({ status, error });
}

/** The company that a request speaks for, as far as it can be told. */
function accountOf(crm: Pipedrive, request: ServiceRequest): string | null {
  if (activeFaults(crm.board).length === 0) return null;
  const personal = crm.apiTokens.get(request.headers["x-api-token"] ?? "");
  if (personal !== undefined) return personal;
  const token = bearer(request.headers);
  if (token !== null) return accessOf(crm.oauth, token)?.grant.account ?? null;
  const form = new URLSearchParams(request.path.startsWith("/oauth/") ? request.body : "");
  return crm.oauth.grants.get(form.get("refresh_token") ?? "")?.account ?? null;
}
