import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText, lineToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { NOW } from "../../../src/commands/examples.ts";
import { exampleRun } from "../../../src/commands/examples-runs.ts";
import { paired } from "../../../src/commands/pairs.ts";
import { overlapLine } from "../../../src/commands/run-words.ts";
import { runCard } from "../../../src/commands/runs-card.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

/** The bed's clock stands on Saturday, 21 November 2026, 10:00 UTC. */
const at = (text: string) => Date.parse(text);
const yaml = `connections:
  salesforce: { provider: salesforce }
  hubspot: { provider: hubspot }
roles: { viewer: ["slack:U0VIEWER01"], operator: ["slack:U0OPERATOR"] }
`;
const channel = {
  name: "ops",
  platform: "slack",
  channel: "C0CRMSYNC1",
  subscribe: [],
  digest: { at: "08:30", zone: "Pacific/Auckland" },
  quiet: null,
  showValues: false,
} as const;

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

/** id, connection, object, direction, state, began, ended, five counts, reason */
const rows: readonly (readonly (string | number | null)[])[] = [
  [
    "run_in812",
    "salesforce",
    "contact",
    "inbound",
    "completed",
    at("2026-11-21T09:00Z"),
    at("2026-11-21T09:00:42Z"),
    12,
    3,
    1,
    0,
    0,
    null,
  ],
  [
    "run_out1",
    "hubspot",
    "contact",
    "outbound",
    "completed",
    at("2026-11-20T15:00Z"),
    at("2026-11-20T15:00:02Z"),
    0,
    5,
    0,
    0,
    2,
    null,
  ],
  [
    "run_out2",
    "hubspot",
    "account",
    "outbound",
    "completed",
    at("2026-11-20T15:01Z"),
    at("2026-11-20T15:01:02Z"),
    0,
    1,
    0,
    1,
    0,
    null,
  ],
  [
    "run_old",
    "hubspot",
    "contact",
    "outbound",
    "completed",
    at("2026-11-18T15:00Z"),
    at("2026-11-18T15:00:02Z"),
    0,
    0,
    0,
    0,
    4,
    null,
  ],
  [
    "run_auth",
    "salesforce",
    "deal",
    "inbound",
    "failed",
    at("2026-11-21T08:00Z"),
    at("2026-11-21T08:00Z"),
    0,
    0,
    0,
    0,
    0,
    "AUTH_GRANT_REVOKED",
  ],
  ["run_now", "hubspot", "deal", "inbound", "in_progress", at("2026-11-21T09:59Z"), null, 1, 0, 0, 0, 0, null],
];

beforeAll(async () => {
  own = await bed({ yaml });
  desk = openDesk(own, { channels: [channel] });
  const values = rows.map(
    ([id, connection, object, direction, state, began, ended, ...rest]) =>
      `('${id}', '${connection}', '${object}', '${direction}', '${direction === "inbound" ? "incremental" : "live"}', '${state}', ${began}, ${ended}, ${rest
        .map((each) => (typeof each === "string" ? `'${each}'` : String(each)))
        .join(", ")})`,
  );
  await own.write(
    `insert into runs (id, connection, object, direction, kind, state, started_at, ended_at, created, updated, deleted, skipped, failed, reason) values ${values.join(", ")}`,
  );
  await own.write(
    `insert into run_records (run_id, object, subject, outcome, reason, detail, at) values
     ('run_out1', 'contact', 'rec_1', 'failed', 'DATA_PICKLIST_INVALID', 'Purchased is no option', 0),
     ('run_out1', 'contact', 'rec_2', 'failed', 'DATA_TOO_LONG', null, 0),
     ('run_old', 'contact', 'rec_1', 'failed', 'DATA_PICKLIST_INVALID', null, 0),
     ('run_out2', 'account', 'rec_3', 'skipped', 'SKIP_NO_CHANGES', null, 0)`,
  );
}, 30_000);
afterAll(() => own.close());

const idsOf = async (text: string) => {
  const { data } = await desk.say(text, "viewer");
  return (Array.isArray(data) ? data : []).map((run: { id: string }) => run.id);
};

describe("the log of runs", () => {
  it("says each run in plain words with its badge, its counts and how long it took (E1–E5)", async () => {
    const { card } = await desk.say("runs", "viewer");

    const text = cardToText(card);
    expect(text).toContain("Completed. Synced contacts from Salesforce: 12 created, 3 updated and 1 deleted in 42 s");
    expect(text).toContain("Completed. Pushed contact updates to HubSpot: 5 updated and 2 failed in 2 s");
    expect(text).toContain("In progress. Synced deals from HubSpot: 1 created in 1 min");
    expect(text).toMatch(/Failed: .+\. Synced deals from Salesforce: nothing changed/);
  });

  it.each([
    ["runs inbound", ["run_now", "run_in812", "run_auth"]],
    ["runs outbound", ["run_out2", "run_out1", "run_old"]],
    ["runs contacts", ["run_in812", "run_out1", "run_old"]],
    ["runs hubspot", ["run_now", "run_out2", "run_out1", "run_old"]],
    ["runs failed", ["run_auth", "run_out1", "run_old"]],
    ["runs skipped", ["run_out2"]],
    ["runs running", ["run_now"]],
    ["runs success", ["run_in812"]],
    ["runs warning hubspot", ["run_out2", "run_out1", "run_old"]],
    ["runs AUTH_GRANT_REVOKED", ["run_auth"]],
    ["runs outbound failed contacts since yesterday reason DATA_PICKLIST_INVALID", ["run_out1"]],
    ["runs outbound failed contacts reason DATA_PICKLIST_INVALID", ["run_out1", "run_old"]],
    ["runs since 2026-11-18 until 2026-11-20", ["run_old"]],
    ["runs contacts from 4d to 2d", ["run_old"]],
    ["runs status=failed direction=outbound since=2d", ["run_out1"]],
  ])("narrows: %s (E6, B38)", async (text, ids) => {
    const found = await idsOf(text);

    expect(found).toEqual(ids);
  });

  it("counts days as the channel's clocks do (E7)", async () => {
    const { card, data } = await desk.say("runs today", "viewer");

    // 15:00 UTC of the 20th is the 21st in Auckland.
    expect(data).toHaveLength(5);
    expect(cardToText(card)).toContain("Days are those of Pacific/Auckland.");
  });

  it("tells what was asked for, also when nothing is found (E6)", async () => {
    const some = await desk.say("runs outbound failed contacts since yesterday", "viewer");
    const none = await desk.say("runs cancelled deals until 7d", "viewer");

    expect(some.card.headline).toBe("1 run: outbound, of contacts, failed or with failed records, since yesterday");
    expect(none.card).toMatchObject({ state: "none", headline: "No run of deals, cancelled, until 7 days ago" });
  });

  it("keeps all that was asked for when it turns to the other direction", async () => {
    const { card } = await desk.say("runs outbound failed since 2d", "viewer");

    const inbound = await desk.press(card, "Inbound", "viewer");

    expect(inbound.card.headline).toBe("1 run: inbound, failed or with failed records, since 2 days ago");
  });
});

describe("one run (E5, E11)", () => {
  it.each(["runs run_out1", "run out1", "runs run out1"])("opens by %s", async (text) => {
    const { card } = await desk.say(text, "viewer");

    expect(card.headline).toBe("Pushed contact updates to HubSpot: completed");
  });

  it("opens by the number at its end, which people type", async () => {
    const { card } = await desk.say("run 812", "viewer");

    expect(card.headline).toBe("Synced contacts from Salesforce: completed");
  });

  it("has a sentence for each record that failed, in the CRM's words where there are some", async () => {
    const { card } = await desk.say("run out1", "viewer");

    const text = cardToText(card);
    expect(text).toContain("rec_1 failed, Invalid picklist value: Purchased is no option");
    expect(text).toMatch(/rec_2 failed, [^:]+: The text is longer than/);
  });

  it("says when an ending means several runs, or none", async () => {
    await own.write(
      "insert into runs (id, connection, object, direction, kind, state, started_at, ended_at) values ('run_b_out1', 'hubspot', 'lead', 'inbound', 'incremental', 'completed', 1, 2)",
    );

    const several = await desk.say("run out1", "viewer");
    const none = await desk.say("run 999", "viewer");

    expect([several.card.state, none.card.state]).toEqual(["several", "not_found"]);
  });
});

describe("a run that failed as a whole", () => {
  const names = () => "Salesforce";
  const card = (reason: string | null) =>
    runCard(
      { run: exampleRun({ state: "failed", reason }), outcomes: [], records: [], names, now: NOW },
      fixedButtons("test"),
    );

  it.each([
    ["AUTH_GRANT_REVOKED", "Reconnect Salesforce", "E41"],
    ["PERM_OBJECT_READ", "Diagnose", "E42"],
    ["LIMIT_DAILY", "Show limits", "E43"],
    ["RUN_UNKNOWN", "Diagnose", "E44"],
    [null, "Diagnose", "E44"],
  ])("leads on from %s with %s (%s)", (reason, label, _item) => {
    const { actions = [], tone } = card(reason);

    expect(tone).toBe("critical");
    expect(actions.map((action) => action.label)).toEqual([label]);
  });

  it("that nobody can name is tried again with the next run (E44)", () => {
    expect(cardToText(card(null))).toContain("It is tried again with the next run.");
    expect(cardToText(card("RUN_UNKNOWN"))).toContain("The next run goes on at the cursor");
  });
});

describe("two runs at once (D4)", () => {
  it("are flagged above the list and in what programs get", async () => {
    await own.write(
      `insert into runs (id, connection, object, direction, kind, state, started_at, ended_at, created) values
       ('run_lap1', 'salesforce', 'lead', 'inbound', 'incremental', 'completed', ${at("2026-11-21T07:00Z")}, ${at("2026-11-21T07:05Z")}, 1),
       ('run_lap2', 'salesforce', 'lead', 'inbound', 'incremental', 'completed', ${at("2026-11-21T07:01Z")}, ${at("2026-11-21T07:02Z")}, 1)`,
    );

    const { card, data } = await desk.say("runs salesforce leads", "viewer");

    expect(card).toMatchObject({ state: "overlap", tone: "warning" });
    expect(lineToText(card.lines?.[0] ?? "")).toContain(
      "Two runs of leads at Salesforce overlapped: run_lap1 and run_lap2",
    );
    expect(data).toMatchObject([
      { id: "run_lap2", overlaps: ["run_lap1"] },
      { id: "run_lap1", overlaps: ["run_lap2"] },
    ]);
  });

  it("an order is refused while a run is going on, with the run and its beginning (B24)", async () => {
    const refused = await desk.say("sync hubspot");
    const taken = await desk.say("sync salesforce");

    expect(refused.card).toMatchObject({ kind: "sync", state: "refused", headline: "HubSpot is being synced already" });
    expect(cardToText(refused.card)).toContain(
      "RUN_OVERLAP Run still going: Synced deals from HubSpot is still going on (run_now) since 2026-11-21 09:59 UTC",
    );
    expect(taken.card).toMatchObject({ kind: "sync", tone: "warning" });
    expect(desk.orders()).toBe(1);
  });

  it("is said of another process, too, of which no run is known yet", () => {
    const line = overlapLine({ reason: "RUN_OVERLAP", connection: "hubspot", run: null, since: null }, () => "HubSpot");

    expect(lineToText(line)).toContain("HubSpot is being looked at by another process. Nothing to do");
  });
});

it.each([
  [["since", "yesterday", "failed"], ["failed"], [["since", "yesterday"]]],
  [["from", "salesforce", "since", "7d"], ["salesforce"], [["since", "7d"]]],
  [["run", "812"], [], [["run", "812"]]],
  [["since"], ["since"], []],
])("words that name the next one become pairs: %j", (words, left, pairs) => {
  const found = paired({ words, pairs: [] }, ["since", "until", "run"]);

  expect(found).toEqual({ words: left, pairs });
});
