import { type Assessment, assess } from "../health.ts";
import type { Ports } from "../ports.ts";
import type { Settings } from "../settings.ts";
import { type IncidentRow, openIncident, openIncidents, resolveIncident, updateIncident } from "../store/incidents.ts";
import type { Store } from "../store/open.ts";
import { toJson } from "../store/sql.ts";
import { factsOf, type Surroundings } from "./gather.ts";

/** Health decides, incidents follow: makes the table equal to what the facts say. Running it twice does nothing. */
export async function checkHealth(
  { store, settings, ports }: { store: Store; settings: Settings; ports: Ports },
  around: Surroundings,
): Promise<void> {
  const now = ports.clock.wall();
  await store.write(async (sql) => {
    await sql.inTurn("incidents");
    const open = await openIncidents(sql);
    const facts = await factsOf(sql, settings, around, open);
    for (const each of facts) {
      const mine = open.filter((incident) => incident.connection === each.connection);
      await follow(assess(each), mine);
    }

    async function follow(assessment: Assessment, mine: readonly IncidentRow[]): Promise<void> {
      const known = new Map(mine.map((incident) => [incident.key, incident]));
      for (const draft of assessment.incidents) {
        const incident = known.get(draft.key);
        known.delete(draft.key);
        if (!incident) await openIncident(sql, ports.id("incident"), draft, now);
        else if (differs(incident, draft)) await updateIncident(sql, incident, draft, now);
      }
      if (!assessment.complete) return;
      for (const incident of known.values()) await resolveIncident(sql, incident.id, now);
    }
  });
}

function differs(incident: IncidentRow, draft: Assessment["incidents"][number]): boolean {
  const sorted = (facts: IncidentRow["facts"]) => toJson(Object.entries(facts).sort());
  return (
    incident.severity !== draft.severity ||
    incident.reason !== draft.reason ||
    sorted(incident.facts) !== sorted(draft.facts)
  );
}
