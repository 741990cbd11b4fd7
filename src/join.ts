import type { Engine, Log } from "../engine/index.ts";

/**
 * In a sandbox the first sign-in is done by itself: what a person would do with the one-time link, the sandbox does on
 * request, unless it was started to leave that to a person. A connection that was signed in before is left alone:
 * repairing it is what the sandbox is for.
 */
export async function joinSandbox(engine: Engine, sandboxUrl: string, publicUrl: string, log: Log): Promise<void> {
  const user = "cli:sandbox";
  const fresh = (await engine.overview()).filter((view) => view.identity === null);
  if (fresh.length === 0 || !(await signsIn(sandboxUrl))) return;
  for (const { name } of fresh) {
    const id = await engine.signIns.begin(name, { platform: "cli", user, name: "sandbox", channel: null });
    const response = await fetch(`${sandboxUrl}/_sandbox/consent`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `${publicUrl}/oauth/start/${id}` }),
    });
    const confirmed = response.ok ? await engine.signIns.confirm(id, user) : null;
    if (!confirmed?.ok) log("error", "the sandbox did not sign in", { connection: name, status: response.status });
  }
}

async function signsIn(sandboxUrl: string): Promise<boolean> {
  const response = await fetch(`${sandboxUrl}/_sandbox`);
  const told: unknown = await response.json();
  return !(typeof told === "object" && told !== null && "signsIn" in told && told.signsIn === false);
}

/** Follows the sandbox's clock, which people may move. */
export function followClock(sandboxUrl: string): { offsetMs(): number; look(): Promise<void> } {
  let offset = 0;
  return {
    offsetMs: () => offset,
    look: async () => {
      const response = await fetch(`${sandboxUrl}/_sandbox/clock`, { signal: AbortSignal.timeout(2_000) });
      const told: unknown = await response.json();
      if (typeof told === "object" && told !== null && "offsetMs" in told && typeof told.offsetMs === "number")
        offset = told.offsetMs;
    },
  };
}
