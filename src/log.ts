import { pino } from "pino";
import type { Log } from "../engine/index.ts";
import { createScrub } from "./scrub.ts";

/**
 * Lines of JSON on stderr: one fixed message plus fields, so that they can be counted. `secrets` are taken out wherever
 * they stand, and so is whatever looks like one; text from a CRM stays inside its JSON string and never makes a line.
 */
export function createLog(level: string, secrets: readonly string[] = []): Log {
  const scrub = createScrub(secrets);
  const destination = pino.destination({ dest: 2, sync: true });
  // A full disk under the log must not end the daemon.
  destination.on("error", () => {});
  const formatters = { log: (fields: Record<string, unknown>) => scrub.deep(fields) as Record<string, unknown> };
  const logger = pino({ level, base: null, formatters }, destination);
  return (severity, message, fields = {}) => logger[severity](fields, scrub.text(message));
}
