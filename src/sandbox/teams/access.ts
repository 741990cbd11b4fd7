import type { Answer } from "../crm/crm.ts";
import type { ServiceRequest } from "../service.ts";
import { answerJson } from "./refusal.ts";
import { newId, type State } from "./state.ts";

const LIFE_S = 3599;
const SCOPE = "https://api.botframework.com/.default";

/** A token that is good at the connector for an hour less a second. */
export function issueToken(state: State): string {
  const token = [newId(state, "eyJ0"), newId(state, ""), newId(state, "")].join(".");
  state.tokens.set(token, state.world.now() + LIFE_S * 1000);
  return token;
}

/** The token of somebody who looks around: the newest one, as long as it is good for another minute. */
export function visitorAt(state: State): string {
  const [token, ends] = [...state.tokens].at(-1) ?? ["", 0];
  return ends > state.world.now() + 60_000 ? token : issueToken(state);
}

/** Whether the request carries a token of ours that has not ended. */
export function isLetIn(state: State, request: ServiceRequest): boolean {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const ends = state.tokens.get(token);
  return ends !== undefined && ends > state.world.now();
}

/** The directory's token endpoint `{tenant}/oauth2/v2.0/token`, client credentials only. */
export function grantToken(state: State, tenant: string, request: ServiceRequest): Answer {
  const form = new URLSearchParams(request.body);
  const { app } = state;
  if (tenant !== app.tenantId)
    return denied(
      400,
      "invalid_request",
      `AADSTS90002: Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
    );
  if (form.get("grant_type") !== "client_credentials")
    return denied(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
  if (form.get("client_id") !== app.id)
    return denied(
      400,
      "unauthorized_client",
      `AADSTS700016: Application '${form.get("client_id") ?? ""}' was not found in the directory.`,
    );
  if (form.get("client_secret") !== app.password)
    return denied(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
  if (form.get("scope") !== SCOPE)
    return denied(400, "invalid_scope", `AADSTS70011: The provided value for the input parameter 'scope' isn't valid.`);
  const answer = { token_type: "Bearer", expires_in: LIFE_S, ext_expires_in: LIFE_S, access_token: issueToken(state) };
  return answerJson(200, answer, { "cache-control": "no-store, no-cache", pragma: "no-cache" });
}

function denied(status: number, error: string, description: string): Answer {
  return answerJson(status, { error, error_description: description });
}
