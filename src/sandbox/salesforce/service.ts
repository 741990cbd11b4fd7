import { type Answer, accountNamed, type Caller, counted } from "../crm/crm.ts";
import { gated } from "../crm/gate.ts";
import { type Counted, quota, take } from "../crm/limits.ts";
import { bearer } from "../crm/oauth.ts";
import { begin } from "../crm/under-way.ts";
import type { Service, ServiceRequest } from "../service.ts";
import { answer, failure, notFound } from "./errors.ts";
import { accountOf, living, oauthAnswer } from "./oauth.ts";
import { apiAnswer } from "./routes.ts";
import type { Salesforce } from "./state.ts";

/** The simulated Salesforce as a pure handler: login host and data host are the same address. */
export function salesforceService(crm: Salesforce): Service {
  return gated(
    {
      name: "salesforce",
      board: crm.board,
      logs: crm.logs,
      accountOf: (request) => accountOf(crm, request),
      changes: isWrite,
      outage: (status) =>
        failure(status, "SERVER_UNAVAILABLE", "We are down for maintenance. We will be back shortly."),
      free: (request) => request.path.startsWith("/services/oauth2/authorize"),
    },
    (request) => respond(crm, request),
  );
}

const versions = [60, 61, 62, 63, 64, 65, 66, 67];

function respond(crm: Salesforce, request: ServiceRequest): Answer {
  const { pathname } = new URL(request.path, request.origin);
  if (pathname.startsWith("/services/oauth2/") || pathname.startsWith("/id/")) return oauthAnswer(crm, request);
  const [services, kind, version, ...path] = pathname.slice(1).replace(/\/$/, "").split("/").map(decoded);
  if (services !== "services" || kind !== "data") return notFound();
  if (version === undefined) return answer(200, versions.map(versionEntry));
  const number = /^v(\d\d)\.0$/.exec(version)?.[1];
  if (number === undefined || !versions.includes(Number(number))) return notFound();
  return withUsage(crm, request, (caller) => apiAnswer(crm, caller, version, path));
}

/** The order of the real one: who are you, is anything left of the limit, then the work; usage in each answer. */
function withUsage(crm: Salesforce, request: ServiceRequest, work: (caller: Caller) => Answer): Answer {
  const token = bearer(request.headers);
  if (token === null) return failure(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE");
  const access = living(crm, token);
  if (access === null) return failure(401, "INVALID_SESSION_ID", "Session expired or invalid");
  const { scopes, account: name, userId } = access.grant;
  if (scopes.length > 0 && !scopes.includes("api") && !scopes.includes("full")) {
    return failure(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");
  }
  access.expiresAt = Math.max(access.expiresAt, crm.world.now() + crm.oauth.accessLifeMs);
  const account = accountNamed(crm, name);
  const meter = counted(crm, account);
  const done = withinLimits(meter, () => work({ crm, account, userId, request }));
  const daily = quota(meter).daily;
  const usage: Record<string, string> =
    daily === null ? {} : { "sforce-limit-info": `api-usage=${daily.used}/${daily.limit}` };
  return { ...done, headers: { ...done.headers, ...usage } };
}

/** The daily limit comes first: it refuses whatever else is free. Refused requests are not counted. */
function withinLimits(meter: Counted, work: () => Answer): Answer {
  const daily = quota(meter).daily;
  if (daily !== null && daily.used >= daily.limit) return exceeded("TotalRequests");
  const begun = begin(meter);
  if (begun.refused) return exceeded("ConcurrentPerOrgLongTxn");
  const refusal = take(meter, { burst: true, daily: true });
  if (refusal !== null) return exceeded(refusal === "daily" ? "TotalRequests" : "ConcurrentPerOrgLongTxn");
  const done = work();
  return begun.delayMs === 0 ? done : { ...done, delayMs: begun.delayMs };
}

function exceeded(limit: "TotalRequests" | "ConcurrentPerOrgLongTxn"): Answer {
  return { ...failure(403, "REQUEST_LIMIT_EXCEEDED", `${limit} Limit exceeded.`), refused: true };
}

/** A look-up of many by POST writes nothing. */
function isWrite(request: ServiceRequest): boolean {
  if (!request.path.startsWith("/services/data/") || request.method === "GET") return false;
  return !(request.method === "POST" && /\/composite\/(?:sobjects\/\w+|batch)/.test(request.path));
}

function versionEntry(number: number) {
  const season = ["Spring", "Summer", "Winter"][(number - 60) % 3];
  const label = `${season} '${24 + Math.floor((number - 59) / 3)}`;
  return { label, url: `/services/data/v${number}.0`, version: `${number}.0` };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
