import type { Line } from "../../bots/card.ts";
import type { Cause, Mending } from "../../engine/index.ts";
import type { Names } from "../commands/words.ts";
import type { Body } from "./body.ts";
import { ofAll, personName, records } from "./words.ts";

/** Somebody's answer is being carried out: how far it is, and that nothing is green before it was read back. */
export function mendingBody(cause: Cause, mending: Mending, names: Names, before: readonly Line[] = []): Body {
  const { by, wanted, left } = mending;
  const name = names(cause.connection);
  const done = Math.max(0, wanted - left);
  const more = cause.records - wanted;
  return {
    tone: "working",
    headline: `${name}: ${records(cause, wanted)} ${wanted === 1 ? "is" : "are"} being mended`,
    lines: [
      ...before,
      `Being mended by ${personName(by)}: ${ofAll(done, wanted)}.`,
      cause.direction === "outbound"
        ? `Each is sent and then read back from ${name}; only what agrees there counts as mended.`
        : `Each is read again from ${name}; only what is taken over counts as mended.`,
      ...(more > 0
        ? [`${records(cause, more)} came since and ${more === 1 ? "waits" : "wait"} for the same answer.`]
        : []),
    ],
    progress: { done, total: wanted, text: `${ofAll(done, wanted)} ${done === 1 ? "is" : "are"} done` },
  };
}
