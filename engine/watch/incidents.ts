import { together } from "../health/together.ts";
import { type Assessment, assess } from "../health.ts";
import { type IncidentRow, openIncident, openIncidents, resolveIncident, updateIncident } from "../store/incidents.ts";
import { toJson } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { findCauses } from "./clusters.ts";
import { finalFacts } from "./failures.ts";
import { factsOf, type Surroundings } from "./gather.ts";

/** Health decides, incidents follow: makes the table equal to what the facts say. Running it twice does nothing. */
export async function checkHealth(
  { store, settings, ports, connections }: Pick<Worker, "store" | "settings" | "ports" | "connections">,
  around: Surroundings,
): Promise<void> {
  const now = ports.clock.wall();
  await store.write(async (sql) => {
    await sql.inTurn("incidents");
    const open = await openIncidents(sql);
    await findCauses(sql, connections);
    const facts = await factsOf(sql, settings, around, open);
    const assessed = facts.map(assess);
    const ours = new Set(facts.map((each) => each.connection));
    const known = new Map(open.filter((one) => ours.has(one.connection)).map((one) => [one.key, one]));
    const drafts = together(
      assessed.flatMap((each) => each.incidents),
      [...known.values()],
    );
    for (const draft of drafts) {
      const incident = known.get(draft.key);
      known.delete(draft.key);
      if (!incident) await openIncident(sql, ports.id("incident"), draft, now);
      else if (differs(incident, draft)) await updateIncident(sql, incident, draft, now);
    }
    if (!assessed.every((each) => each.complete)) return;
    for (const incident of known.values())
      await resolveIncident(sql, incident.id, now, await finalFacts(sql, incident));
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
