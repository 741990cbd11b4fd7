import { afterEach, describe, expect, it } from "vitest";
import { assess } from "../../engine/health.ts";
import { decidePage } from "../../engine/inbound/decide.ts";
import { lookAgain } from "../../engine/inbound/gone.ts";
import { nameless, unwanted } from "../../engine/inbound/screen.ts";
import * as hubspot from "../../engine/providers/hubspot/records.ts";
import * as salesforce from "../../engine/providers/salesforce/records.ts";
import type { Fields } from "../../engine/record.ts";
import { matchKeys } from "../../engine/rules/match.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { readOutcomes } from "../../engine/store/outcomes.ts";
import { realClock } from "../fakes/ports.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

const settings = { match: [["domain"]], required: ["domain"], doNotSync: null, delete: "never", fields: {} } as const;
const rules = {
  connection: "salesforce",
  object: "account",
  settings,
  behaviours: {},
  rank: () => 0,
  now: NOW,
  newId: () => "new",
};

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

describe("decided by us", () => {
  it.each<Fields>([{}, { domain: "" }, { domain: null }])(
    "skips a new record without a field that is required (E21): %j",
    (fields) => {
      const refusal = unwanted(fields, rules);

      expect(refusal).toMatchObject({ outcome: "skipped", reason: "SKIP_NO_IDENTIFIER", field: "domain" });
      expect(unwanted({ domain: "acme.test" }, rules)).toBeNull();
    },
  );

  it.each([
    ["account_id", "SKIP_NO_ACCOUNT"],
    ["deal_id", "SKIP_NO_OPPORTUNITY"],
    ["contact_id", "SKIP_NO_CONTACT"],
  ] as const)("skips a new record whose required parent is not here (E18, E20, E22): %s", (field, code) => {
    const needing = { ...rules, settings: { ...settings, required: [field] } };

    const refusal = unwanted({ [field]: null }, needing);

    expect(refusal).toMatchObject({ outcome: "skipped", reason: code, field });
    expect(unwanted({ [field]: "record_1" }, needing)).toBeNull();
  });

  it("skips a remote record without an id (E16)", () => {
    const refusals = ["", " ", "7"].map((externalId) => nameless({ externalId, modifiedAt: NOW, fields: {} })?.reason);

    expect(refusals).toEqual(["SKIP_NO_EXTERNAL_ID", "SKIP_NO_EXTERNAL_ID", undefined]);
  });

  it("skips a remote record whose identifiers name two records of ours (E23)", () => {
    const fields = { email: "a@x.test", phone: "+44 20 7946 0018" };
    const levels = { ...rules, settings: { ...settings, match: [["email"], ["phone"]], required: [] } };
    const keys = matchKeys(fields, levels.settings.match);
    const ours = (id: string) => ({ id, object: "contact", fields: {}, version: 1, deleted: false });
    const known = {
      links: new Map(),
      records: new Map(["r1", "r2"].map((id) => [id, ours(id)])),
      linkedOn: new Map([["r1", ["salesforce"]]]),
      byOwnId: new Map(),
      byKey: keys.map((key, level) => new Map([[key, [level === 0 ? "r1" : "r2"]]])),
      sending: new Map(),
      owed: new Map(),
      parents: new Map(),
      troubled: new Map(),
    };
    const incoming = { remote: { externalId: "7", modifiedAt: NOW, fields }, fields, problems: [], orphan: null, keys };

    const plan = decidePage([incoming], known, levels);

    expect(plan.created).toEqual([]);
    expect(plan.troubles).toMatchObject([{ externalId: "7", outcome: "skipped", reason: "SKIP_CONFLICTING_ID" }]);
  });

  it("fails a remote record whose time of change is none (E28)", () => {
    const id = "001000000000001AAA";

    const read = [
      salesforce.readRow({ Id: id, SystemModstamp: "yesterday" }, []),
      hubspot.readRow({ id: "7", properties: { hs_lastmodifieddate: "yesterday" } }, "companies", []),
    ];

    expect(read).toMatchObject([
      { externalId: id, reason: "DATA_TIMESTAMP" },
      { externalId: "7", reason: "DATA_TIMESTAMP" },
    ]);
  });

  it("reads a survivor again, and says that another one was merged into it (B29)", async () => {
    const store = await openStore({ url: ":memory:", objects: {}, clock: realClock, log: () => {} });
    stores.push(store);

    await store.write((sql) => lookAgain(sql, ["001"], rules));

    expect(await store.read((sql) => readOutcomes(sql, { limit: 10 }))).toMatchObject([
      { subject: "001", direction: "inbound", outcome: "waiting", reason: "REC_MERGED", due: NOW },
    ]);
  });

  it("calls a connection overdue that is silent for no known cause (A3, A22)", () => {
    const silent = {
      connection: "crm",
      provider: "hubspot",
      now: NOW,
      startedAt: NOW - 90 * MINUTE,
      lookedAt: NOW - 89 * MINUTE,
      signedIn: true,
      createdAt: NOW - 900 * MINUTE,
      wrongOrg: null,
      paused: null,
      refusals: [],
      othersFailedAt: [],
      outage: null,
      pollMs: MINUTE,
      lastSuccessAt: NOW - 60 * MINUTE,
      backfill: null,
      throttledUntil: null,
      recent: { failed: 0, total: 1_000 },
      failing: 0,
      pending: 0,
      oldestPendingAt: null,
    } as const;

    const { health, incidents } = assess(silent);

    expect(health).toEqual({ state: "degraded", reason: "RUN_OVERDUE" });
    expect(incidents).toMatchObject([
      { kind: "overdue", reason: "RUN_OVERDUE", facts: { since: silent.lastSuccessAt } },
    ]);
  });
});
