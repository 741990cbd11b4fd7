import { type BedOptions, bed, type CrmName, until } from "./bed.ts";

const MINUTE = 60_000;
const JSON_TYPE = { "content-type": "application/json" };

const refusal = {
  status: 400,
  headers: JSON_TYPE,
  body: JSON.stringify({ status: "BAD_REFRESH_TOKEN", message: "missing or invalid refresh token" }),
};
const expired = {
  status: 401,
  headers: JSON_TYPE,
  body: JSON.stringify({ status: "error", message: "The token is expired", category: "EXPIRED_AUTHENTICATION" }),
};

/** Many accounts of HubSpot, whose sign-in refuses every token while `ill`, and those in `revoked` for good. */
export async function manyAccounts(count: number) {
  const names = Array.from({ length: count }, (_, at) => `hub${at}`);
  const state = { ill: false, revoked: new Set<string>() };
  const owners = new Map<string, string>();
  const between: BedOptions["between"] = (_crm, asked, answer) => {
    const form = new URLSearchParams(asked.body ?? "");
    const isToken = asked.url.endsWith("/token");
    const token = isToken ? (form.get("refresh_token") ?? "") : (asked.headers.authorization ?? "").slice(7);
    const refused = state.ill || state.revoked.has(owners.get(token) ?? "");
    return refused && owners.has(token) ? (isToken ? refusal : expired) : answer;
  };
  const lines = names.map((name) => `  ${name}: { provider: hubspot, objects: [contact], poll: 60s, export: false }`);
  const own = await bed({ yaml: `workspace: test\nconnections:\n${lines.join("\n")}\n`, between });
  for (const name of names) {
    const before = new Set(own.hubspot.oauth.access.keys());
    await (await own.signIn(name as CrmName, "main", "U1", "slack", "hubspot")).confirm();
    for (const [token, { grant }] of own.hubspot.oauth.access) {
      if (before.has(token)) continue;
      owners.set(token, name);
      owners.set(grant.refreshToken, name);
    }
  }
  const seen = new Map<string, string>();
  return {
    ...own,
    names,
    state,
    /** So many minutes of the daemon's life; `each` is done after every step. */
    minutes: async (times: number, each: () => Promise<void> = async () => {}) => {
      for (let left = times; left > 0; left -= 1) {
        await own.clock.advance(MINUTE);
        await until(own.clock, own.engine.tick());
        await until(own.clock, own.engine.check());
        for (const { id, kind, connection } of await own.engine.openIncidents()) seen.set(id, `${kind} ${connection}`);
        await each();
      }
    },
    /** Incidents that were open at any time. */
    told: (kind: string) => [...seen.values()].filter((one) => one.startsWith(kind)),
  };
}
