import { expect, it } from "vitest";
import { compareFields } from "../../engine/rules/compare.ts";

it("says of every field how it stands against the CRM, and what was sent (C7, C8)", () => {
  const ours = { email: "a@x.test", phone: "1", title: null, nickname: "Ann", city: "Rome" };
  const link = { seen: { email: "a@x.test", phone: "2", title: "", region: "EU" }, sent: { phone: "1" } };
  const mapped = new Set(["email", "phone", "title", "city", "region"]);

  const fields = compareFields(ours, link, mapped);

  expect(fields.map(({ field, state, sent }) => [field, state, sent])).toEqual([
    ["email", "same", undefined],
    ["phone", "differs", "1"],
    ["title", "same", undefined],
    ["nickname", "not_mapped", undefined],
    ["city", "unseen", undefined],
    ["region", "differs", undefined],
  ]);
});

it("takes nothing for not mapped where the mapping is not known", () => {
  expect(compareFields({ a: 1 }, { seen: {}, sent: null }, null).map((each) => each.state)).toEqual(["unseen"]);
});
