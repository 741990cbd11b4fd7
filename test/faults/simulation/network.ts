import type { HttpRequest, HttpResponse, NoAnswer, Request } from "../../../engine/provider.ts";
import type { Chance } from "./chance.ts";
import { answerOf, lost } from "./crms.ts";
import type { Drawn, End } from "./draw.ts";
import { limitWatch } from "./limits.ts";
import type { Life } from "./machine.ts";
import type { World } from "./people.ts";
import { sendingWatch } from "./sending.ts";

/** As the daemon's own transport gives up. */
const timeoutMs = 30_000;

export interface NetworkOptions {
  readonly world: World;
  readonly chance: Chance;
  /** Whether faults happen now. */
  stormy(): boolean;
  kill(life: Life, why: string): void;
}

/** The way from a process to the CRMs, with all that can happen on it. */
export function networkOf(life: Life, options: NetworkOptions): Request {
  const { world, chance } = options;
  const { agenda, trace, drawn, crms } = world;
  const limits = limitWatch(life, world);
  const sending = sendingWatch(life, world, options.stormy);
  const latency = () => chance.between(1, drawn.latencyMs);

  return (asked) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const name = crms.named(asked.url);
      if (name === null) return reject(lost(false, "ENOTFOUND"));
      limits.leaves(name, asked);
      sending.leaves(name, asked);
      const end = options.stormy() ? drawEnd(drawn, chance, asked) : null;
      const note = (what: string) =>
        (end === null ? trace.note : trace.fault)(
          `${life.owner} ${asked.method} ${name}${shortPath(asked.url)} ${end ?? "fine"}: ${what}`,
        );
      const answer = (ms: number, told: HttpResponse | NoAnswer) =>
        life.after(ms, () => {
          note("status" in told ? String(told.status) : told.code);
          limits.answered(name, asked, "status" in told ? told : null);
          if ("status" in told && told.status === 200 && isRefresh(asked)) sending.renewed(name);
          if ("status" in told) resolve(told);
          else reject(told);
        });
      const arrive = (ms: number, handle: () => void) =>
        agenda.in(ms, () => {
          handle();
          world.remote.arrived(name, asked);
        });
      const reach = (ms: number, backMs: number) =>
        arrive(ms, () => answer(backMs, answerOf(crms.handle(name, asked))));

      switch (end) {
        case null:
          return reach(latency(), latency());
        case "slow":
          answer(timeoutMs, lost(true, "TIMEOUT"));
          return reach(slowly(chance, asked), slowly(chance, asked));
        case "refused":
          return answer(latency(), lost(false, "ECONNREFUSED"));
        case "lost before":
          return answer(2 * latency(), lost(true, "ECONNRESET"));
        case "lost after":
          return arrive(latency(), () => {
            crms.handle(name, asked);
            answer(latency(), lost(true, "ECONNRESET"));
          });
        case "limit":
        case "down":
        case "web page":
        case "garbage": {
          const { fault, more } = troubles[end](chance);
          return arrive(latency(), () => answer(latency(), answerOf(crms.handleUnder(name, asked, fault, more))));
        }
        case "late 504":
          return arrive(latency(), () => {
            crms.handle(name, asked);
            answer(latency(), answerOf(crms.handleUnder(name, asked, "outage", { status: 504 })));
          });
        case "crash before":
          return agenda.in(latency(), () => options.kill(life, "before its request arrived"));
        case "crash after":
          return arrive(latency(), () => {
            crms.handle(name, asked);
            options.kill(life, `after ${asked.method} ${name}${shortPath(asked.url)}`);
          });
        case "late arrival":
          agenda.in(1, () => options.kill(life, `before its ${asked.method} ${name}${shortPath(asked.url)} arrived`));
          // Without our ids in the CRM nothing can protect from a create that arrives after the look-up for it.
          return arrive(drawn.ownIds ? chance.between(300, 20_000) : chance.between(5, 250), () => {
            crms.handle(name, asked);
            trace.note(`late ${asked.method} ${name}${shortPath(asked.url)} arrives`);
          });
      }
    });
}

const troubles: Readonly<
  Record<"limit" | "down" | "web page" | "garbage", (chance: Chance) => { fault: string; more: object }>
> = {
  limit: () => ({ fault: "burst-limit", more: { limit: 0, windowMs: 10_000 } }),
  down: (chance) => ({ fault: "outage", more: { status: chance.pick([500, 502, 503]) } }),
  "web page": () => ({ fault: "html-error", more: {} }),
  garbage: () => ({ fault: "garbage", more: {} }),
};

/** A refresh token that is replaced at each use is gone for good with the answer: no program can help that. */
const harmlessToTokens: readonly End[] = ["refused", "lost before", "limit", "down", "web page", "crash before"];

function drawEnd(drawn: Drawn, chance: Chance, { url }: HttpRequest): End | null {
  let at = chance.next();
  for (const [end, share] of Object.entries(drawn.ends) as [End, number][]) {
    if (at < share) return !drawn.rotates || !url.includes("/oauth") || harmlessToTokens.includes(end) ? end : null;
    at -= share;
  }
  return null;
}

function slowly(chance: Chance, { url }: HttpRequest): number {
  return chance.between(10, url.includes("/oauth") ? 8_000 : 20_000);
}

function isRefresh({ url, body }: HttpRequest): boolean {
  return url.includes("/oauth") && (body ?? "").includes("grant_type=refresh_token");
}

function shortPath(url: string): string {
  const { pathname } = new URL(url);
  return pathname.replace(/^\/services\/data\/v\d+\.0/, "");
}
