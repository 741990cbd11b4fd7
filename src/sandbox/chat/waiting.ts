import type { Ack, Wire } from "./wire.ts";

/** What there is of the bot's answer. */
interface Seen {
  /** The change number of the newest thing that answers the person; 0 = nothing yet. */
  readonly newest: number;
  /** Whether it only says that more is coming. */
  readonly loading: boolean;
  /** Whether something new stands where everybody reads it. */
  readonly published: boolean;
}

const LONGEST_MS = 5000;
/** Nothing new for this long: the bot has answered. */
const QUIET_MS = 350;
/** Only then is a message to the whole channel taken for the answer, because a notice could come at any time. */
const PUBLIC_AFTER_MS = 1000;
const STEP_MS = 20;

/** The acknowledgement, or that of nobody after 5 s. */
export function inTime(wire: Wire, sending: Promise<Ack>): Promise<Ack> {
  const tooLate = wire.sleep(LONGEST_MS).then(() => ({ status: 0, ms: LONGEST_MS, body: "" }));
  return Promise.race([sending, tooLate]);
}

/**
 * Waits until the bot has answered, until 5 s after `started` at most; not at all for what it refused. `brief`: it may
 * well say nothing.
 */
export async function untilAnswered(
  wire: Wire,
  started: number,
  ack: Ack,
  look: () => Seen,
  brief = false,
): Promise<void> {
  let newest = 0;
  let since = wire.realNow();
  while (ack.status >= 200 && ack.status < 300 && wire.realNow() - started < LONGEST_MS) {
    const seen = look();
    if (seen.newest !== newest) {
      newest = seen.newest;
      since = wire.realNow();
    }
    const quietMs = wire.realNow() - since;
    if (quietMs >= QUIET_MS && (newest > 0 ? !seen.loading : brief)) return;
    if (newest === 0 && quietMs >= PUBLIC_AFTER_MS && seen.published) return;
    await wire.sleep(STEP_MS);
  }
}
