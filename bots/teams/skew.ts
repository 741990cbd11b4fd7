import type { ChatRequest } from "./request.ts";

/** Microsoft's clock beside ours, as its last answer told it. */
export interface Skew {
  /** How far our clock is ahead of Microsoft's, in ms (whole seconds at best); null before the first answer. */
  aheadMs(): number | null;
}

/** Passes requests on and reads the Date header of what comes back. `machineNow` is in ms. */
export function withSkew(request: ChatRequest, machineNow: () => number): { request: ChatRequest; skew: Skew } {
  let ahead: number | null = null;
  return {
    async request(url, init) {
      const response = await request(url, init);
      const theirs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(theirs)) ahead = machineNow() - theirs;
      return response;
    },
    skew: { aheadMs: () => ahead },
  };
}
