import type { Shape } from "../chat/shape.ts";
import { type Ack, attempt, type Wire } from "../chat/wire.ts";
import { strikeFault } from "../crm/faults.ts";
import { serviceUrl } from "./connector.ts";
import { signToken } from "./keys.ts";
import type { State } from "./state.ts";
import { ISSUER, type TeamsService } from "./teams.ts";

/** Sends an activity to the bot, signed. With the fault `repeat` the very same request arrives a second time. */
export async function deliver(teams: TeamsService, wire: Wire, activity: Shape): Promise<Ack> {
  const seconds = Math.floor(wire.realNow() / 1000);
  const headers = signedHeaders(signToken(teams.state.keys, claimsFor(teams.state, serviceAddress(wire), seconds)));
  const body = JSON.stringify(activity);
  const ack = await attempt(wire, headers, body);
  if (strikeFault(teams.options.board, "teams", "repeat", null) !== null) await attempt(wire, headers, body);
  return ack;
}

/** Where the bot is told to answer. */
export function serviceAddress(wire: Wire): string {
  return serviceUrl({ origin: wire.origin() });
}

/** What Bot Framework vouches for in a request's token, for an hour from `seconds` on. */
export function claimsFor(state: State, service: string, seconds: number): Shape {
  return { iss: ISSUER, aud: state.app.id, serviceurl: service, nbf: seconds, exp: seconds + 3600 };
}

export function signedHeaders(token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
  };
}
