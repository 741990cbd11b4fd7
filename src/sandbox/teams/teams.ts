import type { CallLogs } from "../crm/calls.ts";
import type { Answer } from "../crm/crm.ts";
import { type FaultBoard, type FaultKinds, registerFaults, strikeFault } from "../crm/faults.ts";
import { commonFaults, type Gate, gated } from "../crm/gate.ts";
import type { Service, ServiceRequest, World } from "../service.ts";
import { grantToken } from "./access.ts";
import { connector } from "./connector.ts";
import { publishedKeys, rotateKeys } from "./keys.ts";
import { answerJson, refuse } from "./refusal.ts";
import { createState, type State } from "./state.ts";

interface TeamsOptions {
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** The bot's registration: its client id is the audience of what it is sent. */
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
}

export interface TeamsService extends Service {
  readonly state: State;
  readonly options: TeamsOptions;
}

export const ISSUER = "https://api.botframework.com";

const FAULTS: FaultKinds = {
  ...commonFaults,
  "chat-429": { takes: { retryAfterS: "number" } },
  "chat-412": {},
  "chat-down": {},
  "invalid-blocks": {},
  "no-targeted": {},
  "rotate-keys": { once: true },
  repeat: {},
};

/**
 * A tenant with one bot in it: the Bot Connector API under /teams/connector/, the directory's token endpoint under
 * /teams/login/, and Bot Framework's published keys under /teams/openid/.
 */
export function createTeams(options: TeamsOptions): TeamsService {
  const { board, logs, appId: id, appPassword: password, tenantId } = options;
  const state = createState(options.world, { id, password, tenantId });
  registerFaults(board, "teams", FAULTS, (fault) => {
    if (fault.fault === "rotate-keys") rotateKeys(state.keys);
  });
  const gate: Gate = {
    name: "teams",
    board,
    logs,
    accountOf: () => null,
    changes: (request) => request.method !== "GET" && !request.path.includes("/oauth2/"),
    outage: (status) => ({ status, headers: { "content-type": "text/plain" }, body: "upstream connect error" }),
    free: () => false,
  };
  const { name, handle } = gated(gate, (request) => route(state, board, request));
  return { name, handle, state, options };
}

function route(state: State, board: FaultBoard, request: ServiceRequest): Answer {
  if (strikeFault(board, "teams", "chat-down", null) !== null)
    return refuse(503, "ServiceUnavailable", "The service is unavailable.");
  const { method, origin } = request;
  const path = request.path.replace(/\/{2,}/g, "/");
  const bare = path.split("?")[0] ?? "";
  // Programs that were given our bare address find the connector there too.
  const called = /^(?:\/teams\/connector)?\/(v3\/.*)$/.exec(path)?.[1];
  if (called !== undefined) return connector(state, board, called, request);
  const tenant = /^\/teams\/login\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(bare)?.[1];
  if (tenant !== undefined && method === "POST") return grantToken(state, tenant, request);
  if (method === "GET" && bare === "/teams/openid/.well-known/openidconfiguration")
    return answerJson(200, {
      issuer: ISSUER,
      authorization_endpoint: "https://invalid.botframework.com",
      jwks_uri: `${origin}/teams/openid/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
    });
  if (method === "GET" && bare === "/teams/openid/keys") return answerJson(200, publishedKeys(state.keys));
  return refuse(404, "NotFound", `No HTTP resource was found at ${method} ${request.path}.`);
}
