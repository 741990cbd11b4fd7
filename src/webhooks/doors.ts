import type { IncomingMessage, ServerResponse } from "node:http";
import type { Route } from "../../bots/bot.ts";
import type { Engine, Hint, Log, ProviderId, Settings } from "../../engine/index.ts";
import type { EnvConfig } from "../config/types.ts";
import { createGate, hubspotHints } from "./hubspot.ts";
import { isOurLogin, isOurPath, pipedriveHint } from "./pipedrive.ts";

export interface DoorsOptions {
  readonly engine: Pick<Engine, "hint">;
  readonly settings: Settings;
  readonly env: Pick<EnvConfig, "publicUrl" | "apps" | "pipedriveWebhook">;
  now(): number;
  /** Something is to be looked at. */
  onHint(): void;
  readonly log: Log;
}

/** What became of a request: its answer, and what it is a hint of. */
type Told = { readonly status: number; readonly hints: readonly Hint[]; readonly why: string | null };

const refused = (status: number, why: string): Told => ({ status, hints: [], why });
const taken = (hints: readonly Hint[]): Told => ({ status: 204, hints, why: null });

/**
 * The addresses that CRMs call when something changed: `/webhooks/hubspot`, `/webhooks/pipedrive/SECRET`, and for a
 * connection by its name `/hooks/CONNECTION/SECRET` (HubSpot's signature makes the last part needless there). Whoever
 * proves to be the CRM is answered at once; what is said there is only a reason to look, and is never stored or logged.
 */
export function createDoors(options: DoorsOptions): (path: string) => Route | null {
  const { settings, env, now, log } = options;
  const inUse = (provider: ProviderId) => settings.connections.some((own) => own.provider === provider);
  const hubspot = inUse("hubspot") ? createGate(env.apps.hubspot.clientSecret, now) : null;
  const pipedrive = inUse("pipedrive") ? env.pipedriveWebhook : null;
  let warnedAt: number | null = null;

  function fromHubspot(request: IncomingMessage, body: Buffer): Told {
    if (!hubspot) return refused(404, "no connection");
    const uri = `${env.publicUrl}${request.url ?? ""}`;
    const verdict = hubspot({ method: "POST", uri, body, headers: request.headers });
    if (verdict === "again") return taken([]);
    if (verdict !== "good") return refused(401, verdict);
    const hints = hubspotHints(jsonOf(body));
    return hints === null ? refused(400, "not a batch of events") : taken(hints);
  }

  function fromPipedrive(request: IncomingMessage, body: Buffer): Told {
    if (!pipedrive || !isOurLogin(request.headers.authorization, pipedrive)) return refused(401, "wrong login");
    const hint = pipedriveHint(jsonOf(body));
    return hint === null ? refused(400, "not an event of version 2") : taken([hint]);
  }

  function route(provider: ProviderId, path: string, read: (request: IncomingMessage, body: Buffer) => Told): Route {
    return {
      method: "POST",
      path,
      handle: async (request, body, response) => {
        const told = read(request, body);
        answer(response, told.status);
        if (told.why !== null) return warn(provider, told.why);
        log("debug", "a webhook came", { provider });
        for (const hint of told.hints) if ((await options.engine.hint(hint)) > 0) options.onHint();
      },
    };
  }

  /** Anybody can knock: the log tells of it, but not each time. */
  function warn(provider: ProviderId, why: string): void {
    if (warnedAt !== null && now() - warnedAt < 60_000) return;
    warnedAt = now();
    log("warn", "a webhook was refused", { provider, why });
  }

  return (path) => {
    const [, root, first = "", secret = "", more] = path.split("/");
    if (more !== undefined) return null;
    const named = settings.connections.find((own) => own.name === first)?.provider ?? null;
    const provider = root === "webhooks" ? first : root === "hooks" && secret !== "" ? named : null;
    if (provider === "hubspot" && (root === "hooks" || secret === "")) return route("hubspot", path, fromHubspot);
    if (provider === "pipedrive" && pipedrive && isOurPath(secret, pipedrive))
      return route("pipedrive", path, fromPipedrive);
    return null;
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 401 ? { "www-authenticate": "Basic" } : {});
  response.end();
}
