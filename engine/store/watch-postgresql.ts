import type { Clock, Log } from "../ports.ts";
import type { PgClient } from "./postgresql.ts";

/** The part of a pg client of one's own that listening needs. */
export interface ListeningClient extends PgClient {
  on(event: "notification" | "end", told: () => void): unknown;
  on(event: "error", told: (cause: unknown) => void): unknown;
  release(destroy: boolean): void;
}

const againMs = 1_000;

/**
 * Tells when a program has changed a record: a trigger notifies this channel (20261121120000). A connection that was
 * lost is made anew, and then one change is told for all that nobody heard meanwhile. Answers how to stop listening.
 */
export function watchPostgres(
  connect: () => Promise<ListeningClient>,
  tell: () => void,
  { clock, log }: { clock: Clock; log: Log },
): () => Promise<void> {
  const over = new AbortController();

  async function listen(): Promise<void> {
    const client = await connect();
    try {
      const lost = new Promise<void>((resolve) => {
        client.on("error", () => resolve());
        client.on("end", resolve);
        over.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      client.on("notification", tell);
      await client.query("listen crmsync_changes");
      if (!over.signal.aborted) tell();
      await lost;
    } finally {
      client.release(true);
    }
  }

  async function keepListening(): Promise<void> {
    while (!over.signal.aborted) {
      await listen().catch((cause: unknown) => log("warn", "changes are not heard", { cause: String(cause) }));
      await clock.sleep(againMs, over.signal).catch(() => {});
    }
  }

  const listening = keepListening();
  return async () => {
    over.abort();
    await listening;
  };
}
