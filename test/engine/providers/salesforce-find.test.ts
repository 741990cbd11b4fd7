import { expect, it } from "vitest";
import { lists } from "../../../engine/providers/salesforce/soql.ts";
import { rig } from "../../contracts/crm-rig.ts";

it("finds by many long names without an address that is too long", async () => {
  const { connect, person, provider, requests } = await rig("salesforce");
  const account = person.create("account", { name: "Acme" });
  const names = Array.from({ length: 60 }, (_, at) => `${at} ${"ü, – ß".repeat(18)}`);
  const deal = { stage: "Closed Won", close_date: "2026-11-30", account_id: account };
  const ids = names.map((name) => person.create("deal", { ...deal, name }));
  const before = requests.length;

  const found = await connect().find("deal", provider.fields.deal?.name ?? "", names);

  expect(found.map(({ externalId }) => externalId).sort()).toEqual([...ids].sort());
  expect(Math.max(...requests.slice(before).map(({ url }) => url.length))).toBeLessThan(16_000);
});

it.each([
  [[], []],
  [["a", "b'c"], ["'a', 'b\\'c'"]],
  [
    ["x".repeat(9_000), "y"],
    [`'${"x".repeat(9_000)}'`, "'y'"],
  ],
])("puts %j into as few lists as fit", (values, expected) => {
  expect(lists(values)).toEqual(expected);
});

it("puts at most two hundred into one list, as many as one call writes", () => {
  const all = lists(Array.from({ length: 450 }, (_, at) => String(at)));

  expect(all.map((list) => list.split(", ").length)).toEqual([200, 200, 50]);
});
