import type { Answer } from "../crm/crm.ts";
import { refuse } from "./ask.ts";
import type { Hubspot } from "./state.ts";

/** What an account in migration may have to wait, seconds. */
const migrationSeconds = 60;

/** HubSpot when it is down: its own words for 423, 477 and 500, otherwise a page of the network in front of it. */
export function outage(crm: Hubspot, status: number): Answer {
  if (status === 423)
    return refuse(crm, { status, message: "The account is locked. Wait at least 2 seconds.", category: "LOCKED" });
  if (status === 477) {
    const moving = refuse(crm, {
      status,
      message: "This account is being migrated to another data centre.",
      category: "MIGRATION_IN_PROGRESS",
    });
    return { ...moving, headers: { ...moving.headers, "retry-after": String(migrationSeconds) } };
  }
  if (status === 500) return refuse(crm, { status, message: "internal error", category: "INTERNAL_ERROR" });
  const body =
    `<!DOCTYPE html><html lang="en-US"><head><title>hubapi.com | ${status}</title></head><body><h1>Error ${status}` +
    `</h1><p>The web server reported an error.</p></body></html>`;
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, body };
}
