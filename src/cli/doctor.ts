import type { Finding } from "../../engine/index.ts";
import { doctorCard, versionOf } from "../commands/index.ts";
import { type Flags, show } from "./print.ts";

/** The doctor where there is no engine to ask: what keeps it from opening is the first finding. */
export function doctorWithout(what: "Configuration" | "Database", detail: string, flags: Flags): void {
  const finding: Finding = { what, ok: false, detail: oneLine(detail), todo: MENDS[what] };
  const version = versionOf();
  const findings = what === "Database" ? [RIGHT, finding] : [finding];
  const card = doctorCard({ findings, version, now: Date.now() }, null);
  show(
    {
      card,
      data: { version, at: Date.now(), findings: findings.map((one) => (one === finding ? { ...one, detail } : one)) },
    },
    flags,
  );
}

const RIGHT: Finding = {
  what: "Configuration",
  ok: true,
  detail: "crmsync.yml and the environment are right.",
  todo: null,
};

const MENDS = {
  Configuration: "Mend it, see crmsync config check, and ask again: nothing else can be looked at before.",
  Database: "See that DATABASE_URL is right and the database is reachable, readable and writable; then ask again.",
} as const;

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, "; ");
}
