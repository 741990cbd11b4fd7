import { expect, it } from "vitest";
import { type Pipe, pipedrive } from "./pipedrive-company.ts";

const persons = "/api/v2/persons";

function withPersons(count: number): Pipe {
  const pipe = pipedrive();
  for (let i = 1; i <= count; i += 1) pipe.create("persons", { name: `Person ${i}` });
  pipe.clock.ms += 10_000;
  return pipe;
}

function pagesOf(pipe: Pipe, path: string): readonly (readonly number[])[] {
  const pages: number[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const got = pipe.call("GET", cursor === "" ? path : `${path}&cursor=${cursor}`);
    pages.push(got.body.data.map((one) => one.id));
    cursor = got.body.additional_data.next_cursor;
  }
  return pages;
}

it.each(["id", "update_time", "add_time"])("pages through all persons by %s, both ways, with equal stamps", (sort) => {
  const pipe = withPersons(5);

  const up = pagesOf(pipe, `${persons}?limit=2&sort_by=${sort}`);
  const down = pagesOf(pipe, `${persons}?limit=2&sort_by=${sort}&sort_direction=desc`);

  expect(up).toEqual([[1, 2], [3, 4], [5]]);
  expect(down).toEqual([[5, 4], [3, 2], [1]]);
});

it("goes on at the place of the cursor when a record moves on meanwhile", () => {
  const pipe = withPersons(4);
  const first = pipe.call("GET", `${persons}?limit=2&sort_by=update_time`);
  const { next_cursor: cursor } = first.body.additional_data;
  pipe.call("PATCH", `${persons}/3`, { name: "Moved" });

  const second = pipe.call("GET", `${persons}?limit=2&sort_by=update_time&cursor=${cursor}`);

  expect(first.body.data.map((one) => one.id)).toEqual([1, 2]);
  expect(second.body.data.map((one) => one.id)).toEqual([4, 3]);
});

it("shows what changed at or after updated_since, and before updated_until, in whole seconds", () => {
  const pipe = withPersons(2);
  pipe.call("PATCH", `${persons}/2`, { name: "Later" });
  const { update_time } = pipe.call("GET", `${persons}/2`).body.data;

  const since = pipe.call("GET", `${persons}?updated_since=${update_time}`);
  const until = pipe.call("GET", `${persons}?updated_until=${update_time}`);

  expect(update_time).toBe("2026-11-20T10:00:10Z");
  expect(since.body.data.map((one) => one.id)).toEqual([2]);
  expect(until.body.data.map((one) => one.id)).toEqual([1]);
});

it.each([
  ["updated_since=2026-11-20T10:00:00.000Z", 'updated_since: "2026-11-20T10:00:00.000Z" is not a valid datetime'],
  ["updated_since=yesterday", 'updated_since: "yesterday" is not a valid datetime'],
  ["limit=501", "limit: must be a number between 1 and 500"],
  ["sort_by=name", "sort_by: must be one of [id, update_time, add_time]"],
  ["sort_direction=up", "sort_direction: must be one of [asc, desc]"],
  ["ids=1,x", "ids: must be at most 100 numbers, separated by commas"],
  ["owner_id=me", "owner_id: must be a number"],
  ["cursor=abc", "cursor: is not valid"],
  ["include_fields=everything", "include_fields: must be one of [next_activity_id"],
  [`custom_fields=${Array.from({ length: 16 }, (_, i) => `k${i}`)}`, "custom_fields: must contain at most 15 keys"],
])("refuses %s", (query, problem) => {
  const pipe = pipedrive();

  const got = pipe.call("GET", `${persons}?${query}`);

  expect(got.status).toBe(400);
  expect(got.body.code).toBe("ERR_SCHEMA_VALIDATION_FAILED");
  expect(got.body.error.startsWith(`Validation failed: ${problem}`)).toBe(true);
});

it("filters by ids, leaving out those that are not there, and by what records are linked to", () => {
  const pipe = withPersons(3);
  const org = pipe.create("organizations", { name: "Acme" });
  pipe.call("PATCH", `${persons}/2`, { org_id: org });

  const named = pipe.call("GET", `${persons}?ids=3,1,77`);
  const linked = pipe.call("GET", `${persons}?org_id=${org}`);
  const owned = pipe.call("GET", `${persons}?owner_id=11002`);

  expect(named.body.data.map((one) => one.id)).toEqual([1, 3]);
  expect(linked.body.data.map((one) => one.id)).toEqual([2]);
  expect(owned.body.data).toEqual([]);
});

it("hides deleted persons from the list, shows them by id for thirty days, then knows them no more", () => {
  const pipe = withPersons(1);

  const gone = pipe.call("DELETE", `${persons}/1`);
  const list = pipe.call("GET", persons);
  const one = pipe.call("GET", `${persons}/1`);
  const again = pipe.call("PATCH", `${persons}/1`, { name: "Back" });
  pipe.clock.ms += 31 * 86_400_000;
  const later = pipe.call("GET", `${persons}/1`, undefined, pipe.grantOf("main").token);

  expect(gone.body).toEqual({ success: true, data: { id: 1 } });
  expect(list.body.data).toEqual([]);
  expect(one.body.data.is_deleted).toBe(true);
  expect([again.status, later.status]).toEqual([404, 404]);
  expect(later.body).toEqual({
    success: false,
    error: "Person not found",
    error_info: "Please check developers.pipedrive.com for more information about Pipedrive API.",
    data: null,
    additional_data: null,
  });
});

it("lists deals by status, those just deleted too, and archived ones apart", () => {
  const pipe = pipedrive();
  for (const title of ["open", "won", "gone", "old"]) pipe.create("deals", { title });
  pipe.call("PATCH", "/api/v2/deals/2", { status: "won" });
  pipe.call("DELETE", "/api/v2/deals/3");
  pipe.call("PATCH", "/api/v2/deals/4", { is_archived: true });
  const titles = (query: string) => pipe.call("GET", `/api/v2/deals${query}`).body.data.map((one) => one.title);

  expect(titles("")).toEqual(["open", "won"]);
  expect(titles("?status=won")).toEqual(["won"]);
  expect(titles("?status=open,deleted")).toEqual(["open", "gone"]);
  expect(titles("/archived")).toEqual(["old"]);
});

it("adds the members that include_fields names", () => {
  const pipe = withPersons(1);
  pipe.create("deals", { title: "One", person_id: 1 });
  pipe.create("activities", { subject: "Call", participants: [{ person_id: 1, primary: true }], done: true });

  const got = pipe.call("GET", `${persons}/1?include_fields=open_deals_count,done_activities_count,smart_bcc_email`);

  expect(got.body.data).toMatchObject({ open_deals_count: 1, done_activities_count: 1 });
  expect(got.body.data.smart_bcc_email).toContain("@");
});

it("sees a late commit only when it is there, under its early stamp", () => {
  const pipe = withPersons(2);
  pipe.fault("late-commit", { ms: 5000, times: 1 });
  pipe.call("PATCH", `${persons}/1`, { name: "Late" });

  const before = pipe.call("GET", `${persons}/1`).body.data;
  pipe.clock.ms += 5000;
  const after = pipe.call("GET", `${persons}/1`).body.data;

  expect(before.name).toBe("Person 1");
  expect(after).toMatchObject({ name: "Late", update_time: "2026-11-20T10:00:10Z" });
});

it("finds by search only what the index knew a moment ago, exactly or inside a word", () => {
  const pipe = pipedrive();
  const emails = [{ value: "Ann@Acme.example", primary: true }, { value: "ann@home.example" }];
  pipe.create("persons", { name: "Ann Lee", emails });
  const ask = (query: string) => pipe.call("GET", `${persons}/search?${query}`).body.data.items.length;
  const exact = "term=ann%40home.example&fields=email&exact_match=true";

  const early = ask(exact);
  pipe.clock.ms += 1500;

  expect(early).toBe(0);
  expect([ask(exact), ask("term=acme"), ask("term=acme&exact_match=true"), ask("term=acme&fields=name")]).toEqual([
    1, 1, 0, 0,
  ]);
  expect(pipe.call("GET", `${persons}/search?term=a`).body.error).toContain("term: must be at least 2 characters");
});

it("tells deleted records by recents, with active_flag false", () => {
  const pipe = withPersons(2);
  pipe.call("DELETE", `${persons}/1`);

  const got = pipe.call("GET", "/api/v1/recents?since_timestamp=2026-11-20+10:00:05&items=person");

  expect(got.body.data.map((one) => [one.item, one.id, Object(one.data).active_flag])).toEqual([["person", 1, false]]);
  expect(got.body.additional_data).toMatchObject({ last_timestamp_on_page: "2026-11-20 10:00:10" });
});

it.each([
  ["match=exact&term=https://acme.example", [1]],
  ["match=exact&term=https://ACME.example", []],
  ["match=middle&term=acme", [1, 2]],
  ["match=beginning&term=https", [1, 2]],
])("finds organizations by one field, minding letter case: %s", (query, ids) => {
  const pipe = pipedrive();
  for (const website of ["https://acme.example", "https://acme.other.example"])
    pipe.create("organizations", { name: "A", website });
  pipe.clock.ms += 2000;

  const got = pipe.call("GET", `/api/v2/itemSearch/field?entity_type=organization&field=website&${query}`);

  expect(got.body.data.map((one) => Object(one.item).id)).toEqual(ids);
});

it("searches no field that is not in the index", () => {
  const pipe = pipedrive();

  const got = pipe.call("GET", "/api/v2/itemSearch/field?entity_type=organization&field=industry&term=Finance");

  expect([got.status, got.body.error]).toEqual([400, "Validation failed: field: field industry can not be searched"]);
});
