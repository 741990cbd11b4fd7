import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../../../bots/bot.ts";
import type { Role } from "../../../src/access.ts";
import { PEOPLE as SLACK } from "../../../src/sandbox/slack/people.ts";
import { PEOPLE as TEAMS } from "../../../src/sandbox/teams/people.ts";
import { bed, seeded, until } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

/** The least that each verb needs, written down here a second time. */
const NEEDS: Readonly<Record<string, Role>> = {
  help: "stranger",
  status: "viewer",
  failures: "viewer",
  record: "viewer",
  runs: "viewer",
  limits: "viewer",
  diagnose: "viewer",
  digest: "viewer",
  "refresh-status": "viewer",
  "view-run": "viewer",
  history: "viewer",
  resync: "operator",
  reconnect: "operator",
  pause: "operator",
  resume: "operator",
  ack: "operator",
  doctor: "operator",
  sync: "operator",
  "resync-now": "operator",
  "cancel-resync": "operator",
  "confirm-sign-in": "operator",
  "cancel-sign-in": "operator",
  "pause-now": "operator",
  "slow-backfill": "operator",
  "pause-outbound": "operator",
  "sync-whole": "operator",
  "set-share": "admin",
  disconnect: "admin",
  "disconnect-now": "admin",
};

/** What each verb that acts may change; all others only look. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  resync: ["runs", "outbox", "outcomes", "settings"],
  "resync-now": ["runs", "outbox", "outcomes", "settings"],
  "cancel-resync": ["runs", "outbox", "outcomes"],
  reconnect: ["sign_ins"],
  resume: ["connections"],
  ack: ["incidents"],
  "pause-now": ["connections"],
  "slow-backfill": ["settings"],
  "pause-outbound": ["settings"],
  "disconnect-now": ["connections", "sign_ins"],
};

const TABLES: Readonly<Record<string, string>> = {
  connections: "select name, token is null as gone, paused from connections order by name",
  runs: "select id, state, wanted from runs order by id",
  outbox: "select connection, record_id, state, run_id from outbox order by connection, record_id",
  outcomes:
    "select connection, subject, direction, outcome, due, run_id from outcomes order by connection, subject, direction",
  settings: "select key, value from settings order by key",
  sign_ins: "select * from sign_ins order by id",
  links: "select connection, external_id, record_id, state from links order by connection, external_id",
  records: "select id, version from records order by id",
};

const ROLES: readonly Role[] = ["stranger", "viewer", "operator", "admin"];
const CHATS = {
  slack: { people: new Map(SLACK.map(({ name, id }) => [name, id])), channel: "C0CRMSYNC1" },
  teams: {
    people: new Map(TEAMS.map(({ name, aadObjectId }) => [name, aadObjectId])),
    channel: "19:crm-alerts@thread.tacv2",
  },
} as const;
const OTHER = { slack: "teams", teams: "slack" } as const;
const RANK: Readonly<Record<Role, number>> = { stranger: 0, viewer: 1, operator: 2, admin: 3 };

let own: Awaited<ReturnType<typeof bed>>;
beforeAll(async () => {
  own = await bed();
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  for (const name of ["Ann", "Bob", "Cy"])
    own.create("salesforce", "Contact", { LastName: name, ...(name === "Cy" ? {} : { Email: `${name}@x.test` }) });
  for (let round = 0; round < 5; round += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}, 60_000);
afterAll(() => own.close());

/** What stands in a table, as one text. */
const snapshot = async () =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(TABLES).map(async ([name, sql]) => [name, JSON.stringify(await own.sql(sql))] as const),
    ),
  );

it("3,000 random presses by all four roles, in both chats, do only what the role may (C15)", {
  timeout: 120_000,
}, async () => {
  const desk = openDesk(own);
  const random = seeded(20_261_121);
  const pick = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  };
  const { useAction: take } = own.engine;
  const verbs = Object.keys(NEEDS);
  const [record] = await own.sql<{ id: string }>("select id from records limit 1");
  const argsOf = (verb: string): Record<string, unknown> => {
    const connection = pick(["salesforce", "hubspot"]);
    if (verb === "history") return { object: "contact", id: record?.id };
    if (verb.endsWith("sign-in")) return { id: "none" };
    if (verb === "cancel-resync") return { runId: "run_unknown" };
    const switched = { connection, from: "alert", on: pick([true, false]) };
    if (verb === "slow-backfill" || verb === "pause-outbound") return switched;
    if (verb === "set-share") return { connection, from: "alert" };
    if (verb.startsWith("resync")) return { connection: "salesforce", reason: "SKIP_NO_EMAIL" };
    return ["record", "help", "view-run", "doctor", "digest"].includes(verb) ? {} : { connection };
  };
  const done: Record<string, number> = {};
  let before = await snapshot();

  for (let turn = 0; turn < 3_000; turn += 1) {
    const verb = pick(verbs);
    const role = pick(ROLES);
    const chat = pick(["slack", "teams"] as const);
    const trick = pick([
      "plain",
      "plain",
      "plain",
      "foreign",
      "expired",
      "used",
      "forged",
      "smuggled",
      "crossed",
    ] as const);
    const id = `b${turn}`;
    const once = trick === "used";
    // Whoever is somebody in one chat is nobody with that id in the other.
    const elsewhere = CHATS[OTHER[chat]].people.get(role) ?? "";
    const owner = trick === "foreign" ? pick(["slack:U0NOBODY00", `${OTHER[chat]}:${elsewhere}`]) : null;
    const expiresAt = trick === "expired" ? own.clock.wall() - 1 : null;
    if (trick !== "forged") await own.engine.addActions([{ id, verb, args: argsOf(verb), once, owner, expiresAt }]);
    if (trick === "used") await take(id, "slack|U1|oren");
    const forged = pick([id, verb, `' or 1=1 --`, "x".repeat(10_000), "constructor", ""]);
    const values = {
      connection: "hubspot",
      why: "smuggled",
      id: "none",
      runId: "run_unknown",
      reason: "SKIP_NO_EMAIL",
    };

    const request = trick === "plain" && random() < 0.1 ? "the-same" : undefined;
    const user = trick === "crossed" ? elsewhere : (CHATS[chat].people.get(role) ?? "");
    const caller: Caller = {
      platform: chat,
      // Microsoft writes its ids in either case.
      user: chat === "teams" && random() < 0.3 ? user.toUpperCase() : user,
      name: role,
      channel: CHATS[chat].channel,
      message: null,
      request: request ?? `press-${turn}`,
    };
    const action =
      trick === "smuggled"
        ? ({ type: "submit", id, values } as const)
        : ({ type: "press", id: trick === "forged" ? forged : id, value: null } as const);
    const { card } = await until(own.clock, desk.answer(action, caller));
    await own.clock.advance(700);

    const after = await snapshot();
    const changed = Object.keys(TABLES).filter((name) => after[name] !== before[name]);
    const held = trick === "crossed" ? "stranger" : role;
    const may = RANK[held] >= RANK[NEEDS[verb] ?? "admin"] && ["plain", "smuggled", "crossed"].includes(trick);
    const told = `turn ${turn}: ${role} pressed ${verb} in ${chat} (${trick})`;
    const [row] = await own.engine.audit(1);
    if (may) expect(CHANGES[verb] ?? [], told).toEqual(expect.arrayContaining(changed));
    else expect(changed, told).toEqual([]);
    if (!may) expect(row, told).toMatchObject({ outcome: "refused", role: held });
    if (!may) expect(["refused", "used"], told).toContain(card.state);
    expect(after.connections, told).not.toContain("smuggled");
    for (const name of changed) done[`${chat} ${verb} ${name}`] = (done[`${chat} ${verb} ${name}`] ?? 0) + 1;
    before = after;
    if (turn % 50 === 49) {
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      before = await snapshot();
    }
  }

  // The property means something only if much was done indeed.
  for (const effect of [
    "pause-now connections",
    "resume connections",
    "disconnect-now connections",
    "resync runs",
    "reconnect sign_ins",
    "slow-backfill settings",
    "pause-outbound settings",
  ])
    for (const chat of ["slack", "teams"])
      expect(done[`${chat} ${effect}`] ?? 0, `${chat} ${effect}`).toBeGreaterThan(0);
});
