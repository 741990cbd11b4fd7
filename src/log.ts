import { pino } from "pino";
import type { Log } from "../engine/index.ts";

const secrets = ["token", "accessToken", "refreshToken", "secret", "clientSecret", "authorization", "cookie", "code"];

/** Lines of JSON on stderr: one fixed message plus fields, secrets taken out wherever they stand. */
export function createLog(level: string): Log {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino(
    { level, base: null, redact: { paths, censor: "(secret)" } },
    pino.destination({ dest: 2, sync: true }),
  );
  return (severity, message, fields = {}) => logger[severity](fields, message);
}
