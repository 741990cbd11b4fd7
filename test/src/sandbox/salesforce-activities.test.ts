import { expect, it } from "vitest";
import { desk } from "./salesforce-desk.ts";

const parsed = ({ status, body }: { status: number; body: string }) => ({
  status,
  body: body === "" ? null : JSON.parse(body),
});

it("makes a meeting of a whole day, or of hours that say how long it is", () => {
  const { ask } = desk();
  const make = (fields: object) => parsed(ask("POST", "/sobjects/Event", fields));

  const day = make({ Subject: "Day", IsAllDayEvent: true, ActivityDate: "2026-12-01" });
  const hours = make({ Subject: "Hours", StartDateTime: "2026-12-01T09:30:00Z", DurationInMinutes: 45 });
  const endless = make({ Subject: "Endless", StartDateTime: "2026-12-01T09:30:00Z" });
  const never = make({ Subject: "Never" });
  const told = [day, hours].map(({ body }) => parsed(ask("GET", `/sobjects/Event/${body.id}`)).body);

  expect([day, hours, endless, never].map(({ status }) => status)).toEqual([201, 201, 400, 400]);
  expect(endless.body[0]).toMatchObject({ errorCode: "REQUIRED_FIELD_MISSING", fields: ["DurationInMinutes"] });
  expect(
    told.map((each) => [each.Id.slice(0, 3), each.ActivityDate, each.DurationInMinutes, each.EndDateTime]),
  ).toEqual([
    ["00U", "2026-12-01", 1_440, "2026-12-01T00:00:00.000+0000"],
    ["00U", "2026-12-01", 45, "2026-12-01T10:15:00.000+0000"],
  ]);
});

it("has no note without a title and a record that it hangs on", () => {
  const { ask } = desk();

  const note = parsed(ask("POST", "/sobjects/Note", { Body: "words" }));

  expect(note).toMatchObject({ status: 400, body: [{ errorCode: "REQUIRED_FIELD_MISSING" }] });
});

it("has some of each in its world", () => {
  const { crm } = desk({ records: "world" });

  const counts = ["Task", "Event", "Note"].map((type) => crm.accounts.get("main")?.tables.get(type)?.live);

  expect(counts.every((count) => (count ?? 0) > 10)).toBe(true);
});
