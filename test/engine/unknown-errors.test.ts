import { afterEach, expect, it } from "vitest";
import { countUnknowns, NOT_STORED } from "../../engine/connections/unknown.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { readUnknowns } from "../../engine/store/unknowns.ts";
import { realClock } from "../fakes/ports.ts";

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const trouble = (detail: string, own: object = {}) => ({
  reason: "ERR_UNKNOWN" as const,
  detail,
  field: null,
  code: "ODD_CODE",
  status: 400,
  ...own,
});

it("counts what the catalogue does not know, one row for each cause, and nothing else (E40)", async () => {
  const store = await openStore({ url: ":memory:", objects: {}, clock: realClock, log: () => {} });
  stores.push(store);
  const count = (at: number, troubles: Parameters<typeof countUnknowns>[2]) =>
    store.write((sql) => countUnknowns(sql, { provider: "hubspot", at }, troubles));

  await count(1_000, [
    trouble("Something odd is wrong"),
    trouble("Something odd is wrong"),
    trouble("The title is taken", { reason: "RULE_VALIDATION" }),
    trouble("The CRM accepted it, but reading it back shows another title.", { code: NOT_STORED }),
  ]);
  await count(2_000, [trouble("Something odd is wrong"), trouble("Quite another thing", { code: "OTHER" })]);

  expect(await store.read((sql) => readUnknowns(sql, 10))).toMatchObject([
    { provider: "hubspot", code: "ODD_CODE", status: 400, times: 3, firstAt: 1_000, lastAt: 2_000 },
    { code: "OTHER", times: 1, sample: "Quite another thing" },
  ]);
});
