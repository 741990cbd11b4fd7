import type { Card } from "../../bots/card.ts";
import type { Finding, Price, RecordView } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { chooseCard } from "./resolve.ts";
import { confirmMany, noneFound, noneHold, whereProblem } from "./resync-many-card.ts";
import { chooseObject, type Road, testCard, testNothing } from "./test-card.ts";

const buttons = () => fixedButtons("example");

const STEPS = [
  "Sign-in",
  "Rights",
  "Description",
  "Found here",
  "Found there",
  "Mapping in",
  "Mapping out",
  "Pre-flight",
  "Write",
  "Read back",
];

export function testExamples({ pick, names }: Scale): readonly Card[] {
  const step = (what: string, ok = true): Finding => ({
    what,
    ok,
    detail: ok
      ? pick("It is as it should be.", `${NASTY} ${NASTY}`)
      : `It was refused (DATA_TOO_LONG: ${pick("too long", NASTY.repeat(4))}).`,
    todo: ok ? null : `Shorten it${pick(".", `: ${NASTY.repeat(4)}.`)}`,
  });
  const road = (connection: string, state: Road["state"], count = STEPS.length): Road => ({
    view: {
      connection,
      object: "contact",
      recordId: "record_1",
      externalId: "003xx000004TmiQAAS",
      steps: [],
      schedule: { polledAt: pick(null, NOW - 42_000), everyMs: 60_000 },
    },
    runId: state === "failed" ? null : "run_1",
    steps: STEPS.slice(0, count).map((what, at) => step(what, state !== "failed" || at < count - 1)),
    state,
  });
  const fields = { first_name: pick("Ada", NASTY), last_name: "Lovelace" };
  const record = { id: "record_1", object: "contact", fields, version: 3, deleted: false };
  const view: RecordView = { object: "contact", record, state: "synced", links: [], unlinked: [], outcomes: [] };
  const places = pick(["salesforce"], ["salesforce", "hubspot", "pipedrive", "salesforce-2"]);
  const card = (state: Road["state"], count?: number) =>
    testCard(
      { roads: places.map((name) => road(name, state, count)), view, names, now: NOW, isChosen: pick(false, true) },
      buttons(),
    );
  const objects = pick(
    ["contact"],
    Array.from({ length: 14 }, (_, at) => `object_${at}`),
  );
  return [
    card("passed"),
    card("going", 7),
    card("failed", 8),
    chooseObject("salesforce", objects, names, buttons()),
    testNothing("salesforce", "contact", true, names),
    testNothing("salesforce", "contact", false, names),
  ];
}

export function manyExamples({ pick, grow, names }: Scale): readonly Card[] {
  const connections = pick(["salesforce"], ["salesforce", "hubspot", "pipedrive"]).map((connection) => ({
    connection,
    records: 42,
    calls: 3,
  }));
  const price: Price = grow({ records: 42, calls: 3, callsLeft: 12_300, aboutMs: 60_000, connections });
  const missing = Array.from({ length: pick(1, 60) }, (_, at) => pick("bob@x.test", `${NASTY} ${at}`));
  const what = `contacts where city is ${pick("Berlin", NASTY.repeat(20))}`;
  const yes = { args: { records: 42, several: [] }, owner: "slack:U1", until: NOW + 600_000 };
  const held = ["Salesforce is signed out: what goes there waits until somebody presses Reconnect."];
  const record = (id: string) => ({
    id,
    object: "contact",
    fields: { name: pick("Ada", NASTY) },
    version: 3,
    deleted: false,
  });
  const views = ["record_1", "record_2"].map(
    (id): RecordView => ({
      object: "contact",
      record: record(id),
      state: "conflict",
      links: [],
      unlinked: [],
      outcomes: [],
    }),
  );
  return [
    confirmMany(
      {
        what,
        records: pick(42, 50_000),
        all: pick(42, 12_840_000),
        price,
        missing: pick([], missing),
        unclear: pick([], missing),
        held: pick([], held),
        names,
        yes,
      },
      buttons(),
    ),
    noneFound({ missing, unclear: pick([], missing), near: pick("salesforce", null) }),
    noneHold(what),
    chooseCard(
      views,
      { connection: "salesforce", field: "title", word: "ours", text: pick("ada@x.test", NASTY) },
      buttons(),
    ),
    whereProblem(`amount: takes a number${pick(".", `, not ${NASTY.repeat(20)}.`)}`),
  ];
}
