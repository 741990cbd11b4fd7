import { describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { driftIncidents } from "../../../src/notices/examples-drift.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import { incidentCard } from "../../../src/notices/incident-card.ts";

function draw(incident: Parameters<typeof exampleIncident>[0]) {
  const card = incidentCard(
    { incident: exampleIncident(incident), names: () => "HubSpot", well: [], groups: [], view: null },
    fixedButtons("test"),
  );
  return { card, text: cardToText(card) };
}

describe("the card of a mapped field that is gone (A17, A18)", () => {
  it("says what it hits, what it may be now and which line of the configuration to change", () => {
    const { card, text } = draw(driftIncidents[0]);

    expect(card).toMatchObject({ kind: "schema_drift", state: "open", tone: "warning" });
    expect(card.headline).toBe("HubSpot: a mapped field is gone");
    expect(text).toMatch(/1,284 linked records hold something in it here/);
    expect(text).toMatch(/Most likely it is called job_role in HubSpot now/);
    expect(text).toMatch(/objects\.contact\.fields\.title\.hubspot: job_role/);
    expect(text).toMatch(/Seniority \(seniority\), 47 %/);
  });

  it("counts the others, and is read even when its facts cannot be", () => {
    const many = draw(driftIncidents[2]);
    const broken = draw({ ...driftIncidents[0], facts: { provider: "hubspot", fields: 2, lost: "{" } });

    expect(many.card.headline).toBe("HubSpot: 23 mapped fields are gone");
    expect(many.card.sections).toHaveLength(3);
    expect(many.text).toMatch(/Gone, too: contact\.\w+/);
    expect(broken.card.headline).toBe("HubSpot: 2 mapped fields are gone");
    expect(broken.card.sections).toEqual([]);
  });

  it("says when all of them are back", () => {
    const { card } = draw(driftIncidents[1]);

    expect(card).toMatchObject({
      state: "resolved",
      tone: "good",
      headline: "HubSpot: all mapped fields are there again",
    });
  });
});
