import type { Value } from "../record.ts";
import type { ConnectionSettings } from "../settings.ts";
import type { Budget } from "../store/budgets.ts";

/** Share of the CRM's limits that a connection may use, 0 to 1: as people set it, and otherwise as the file says. */
export function shareOf(own: Pick<ConnectionSettings, "share">, budget: Budget | undefined): number {
  return budget?.share?.value ?? own.share;
}

/** What people chose, flat, as an incident keeps it: its card says who set what, and has the buttons for the rest. */
export function budgetFacts(
  own: Pick<ConnectionSettings, "share">,
  budget: Budget | undefined,
): Readonly<Record<string, Value>> {
  const { share = null, slowed = null, outboundPaused = null } = budget ?? {};
  return {
    fileShare: own.share,
    shareIsSet: share !== null && share.value !== null,
    shareBy: share?.by ?? null,
    shareAt: share?.at ?? null,
    slowed: slowed?.value ?? false,
    slowedBy: slowed?.by ?? null,
    slowedAt: slowed?.at ?? null,
    outboundPaused: outboundPaused?.value ?? false,
    outboundBy: outboundPaused?.by ?? null,
    outboundAt: outboundPaused?.at ?? null,
  };
}
