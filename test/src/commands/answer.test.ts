import { afterEach, describe, expect, it } from "vitest";
import { allows, type Role } from "../../../src/access.ts";
import { verbs } from "../../../src/commands/index.ts";
import { bed } from "../../fakes/bed.ts";
import { actionOf, openDesk } from "../../fakes/desk.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function open(changed?: Parameters<typeof openDesk>[1]) {
  const own = await bed();
  beds.push(own);
  return { ...own, desk: openDesk(own, changed) };
}

const roles: readonly Role[] = ["stranger", "viewer", "operator", "admin"];
const typed = Object.values(verbs).filter((one) => one.slots !== null);
const args: Readonly<Record<string, object>> = {
  resync: { connection: "salesforce" },
  reconnect: { connection: "salesforce" },
  "confirm-sign-in": { id: "none" },
  "cancel-sign-in": { id: "none" },
};

describe("roles", () => {
  it.each(roles.flatMap((role) => typed.map((one) => [role, one.name] as const)))("%s types %s", async (role, name) => {
    const { desk, engine } = await open();

    const reply = await desk.say(
      `${name} ${name === "resync" ? "salesforce" : name === "record" ? "nobody" : ""}`,
      role,
    );

    const may = allows(role, verbs[name]?.role ?? "admin");
    expect(reply.card.kind === "refusal").toBe(!may);
    const [row] = await engine.audit(1);
    expect(row).toMatchObject({ verb: name, role, name: role, outcome: may ? "done" : "refused" });
  });

  it.each(roles.flatMap((role) => Object.values(verbs).map((one) => [role, one.name] as const)))(
    "%s presses %s (C15)",
    async (role, name) => {
      const { desk, engine } = await open();
      await engine.addActions([
        { id: "b1", verb: name, args: { ...args[name] }, once: false, owner: null, expiresAt: null },
      ]);

      const reply = await desk.pressId("b1", role);

      const may = allows(role, verbs[name]?.role ?? "admin");
      expect(reply.card.kind === "refusal").toBe(!may);
      if (!may) expect(reply).toMatchObject({ show: "caller", card: { state: "refused" } });
    },
  );

  it("says which role is needed and who must be given it", async () => {
    const { desk } = await open();

    const reply = await desk.say("reconnect salesforce", "viewer");

    expect(reply.show).toBe("caller");
    expect(JSON.stringify(reply.card.lines)).toContain("needs the role operator, and you are viewer");
    expect(JSON.stringify(reply.card.lines)).toContain("slack:U0VIEWER01");
  });

  it("checks the role when the button is pressed, not when it was drawn", async () => {
    const roles = { viewer: ["*"], operator: ["slack:U0OPERATOR"], admin: [] as string[] };
    const { desk, engine } = await open({ roles });
    const offer = {
      id: "b1",
      verb: "reconnect",
      args: { connection: "salesforce" },
      once: false,
      owner: null,
      expiresAt: null,
    };
    await engine.addActions([offer]);

    const before = await desk.pressId("b1");
    roles.operator.length = 0;
    const after = await desk.pressId("b1");

    expect(before.card).toMatchObject({ kind: "reconnect", state: "link" });
    expect(after.card).toMatchObject({ kind: "refusal", state: "refused" });
  });

  it("counts the groups that somebody is in, and none when they cannot be read", async () => {
    const roles = { viewer: [], operator: ["slack-group:S1"], admin: [] };
    const inside = await open({ roles, groupsOf: async () => ["S1"] });
    const broken = await open({ roles, groupsOf: () => Promise.reject(new Error("no answer")) });

    expect((await inside.desk.say("status", "stranger")).card.kind).toBe("status");
    expect((await broken.desk.say("status", "stranger")).card.kind).toBe("refusal");
  });

  it("tells strangers no names, not even by a slip of the finger", async () => {
    const { desk } = await open();

    const reply = await desk.say("status salesfroce", "stranger");

    expect(reply.card.kind).toBe("refusal");
    expect(JSON.stringify(reply.card)).not.toContain("salesforce");
  });
});

describe("what was typed", () => {
  it("answers an unknown verb with the nearest", async () => {
    const { desk } = await open();

    const reply = await desk.say("stauts");

    expect(reply).toMatchObject({
      show: "caller",
      card: { state: "unknown_verb", headline: "There is no command “stauts”" },
    });
    expect(reply.card.lines?.[0]).toEqual(["Did you mean ", { code: "status" }, "?"]);
  });

  it("answers an unknown argument with the nearest and with how it is used", async () => {
    const { desk } = await open();

    const reply = await desk.say("failures hubspto");

    expect(reply.card).toMatchObject({ state: "wrong_use" });
    expect(reply.card.lines?.[0]).toEqual([
      "No connection or reason or object is called “hubspto”. Did you mean ",
      { code: "hubspot" },
      "?",
    ]);
    expect(reply.card.lines?.[1]).toEqual(["Use: ", { code: "failures [connection] [REASON] [object]" }]);
  });

  it("takes nothing typed for help", async () => {
    const { desk } = await open();

    const reply = await desk.say("", "stranger");

    expect(reply.card).toMatchObject({ kind: "help", state: "all" });
  });

  it("does not let anybody type what only buttons may call", async () => {
    const { desk } = await open();

    const reply = await desk.say("resync-now", "admin");

    expect(reply.card.state).toBe("unknown_verb");
  });

  it("explains a verb", async () => {
    const { desk } = await open();

    const reply = await desk.say("help resync", "stranger");

    expect(reply.card).toMatchObject({ state: "verb", headline: "How to use “resync”" });
  });
});

describe("buttons", () => {
  const button = { id: "b1", verb: "status", args: {}, once: false, owner: null, expiresAt: null };

  it("says that an unknown or an old one does not work any more", async () => {
    const { desk, engine, clock } = await open();
    await engine.addActions([{ ...button, expiresAt: clock.wall() + 1_000 }]);
    await clock.advance(1_000);

    const unknown = await desk.pressId("nothing");
    const old = await desk.pressId("b1");

    expect(unknown.card).toMatchObject({ kind: "button", state: "refused" });
    expect(old.card).toEqual(unknown.card);
    expect(await engine.audit(5)).toHaveLength(2);
  });

  it("refuses whoever it does not belong to", async () => {
    const { desk, engine } = await open();
    await engine.addActions([{ ...button, owner: "slack:U0OPERATOR" }]);

    const other = await desk.pressId("b1", "admin");
    const own = await desk.pressId("b1", "operator");

    expect(other.card).toMatchObject({ kind: "refusal", headline: "This button belongs to somebody else" });
    expect(own.card.kind).toBe("status");
  });

  it("lets one of two presses win and tells the other who and when", async () => {
    const { desk, engine, clock } = await open();
    await engine.addActions([{ ...button, verb: "resync-now", args: { connection: "salesforce" }, once: true }]);
    const at = clock.wall();

    const [first, second] = await Promise.all([desk.pressId("b1", "operator"), desk.pressId("b1", "admin")]);

    const states = [first.card.state, second.card.state].sort();
    expect(states).toEqual(["started", "used"]);
    const loser = first.card.state === "used" ? first : second;
    const winner = loser === first ? "admin" : "operator";
    expect(loser.card.lines?.[0]).toEqual([`It was pressed by ${winner} at `, { at }, "."]);
    expect(await engine.runs({ kind: "resync", limit: 5 })).toHaveLength(1);
  });

  it("acts once for a request that comes twice", async () => {
    const { desk, engine } = await open();
    await engine.addActions([{ ...button, verb: "resync-now", args: { connection: "salesforce" } }]);

    const first = await desk.pressId("b1", "operator", "same");
    const again = await desk.pressId("b1", "operator", "same");

    expect([first.card.state, again.card.state]).toEqual(["started", "repeated"]);
    expect(await engine.runs({ kind: "resync", limit: 5 })).toHaveLength(1);
  });

  it("trusts nothing that the client sends but the id", async () => {
    const { desk, engine } = await open();
    await engine.addActions([{ ...button, verb: "status", args: { connection: "hubspot" } }]);
    const values = { connection: "salesforce" };

    const reply = await desk.answer({ type: "submit", id: "b1", values }, desk.caller("operator"));

    expect(reply.card.sections?.map((section) => section.heading)).toEqual(["HubSpot: not connected yet"]);
  });
});

describe("trouble of our own", () => {
  it("answers with a short reference that stands in the log, and no stack (A1, A4)", async () => {
    const { desk, engine } = await open();
    await engine.addActions([
      { id: "b1", verb: "confirm-sign-in", args: {}, once: false, owner: null, expiresAt: null },
    ]);

    const reply = await desk.pressId("b1", "operator", "v0:0123456789abcdef");

    expect(reply).toMatchObject({ show: "caller", card: { state: "error", tone: "critical" } });
    expect(JSON.stringify(reply.card.lines)).toContain("89ABCDEF");
    expect(desk.logged).toMatchObject([
      { level: "error", message: "an action failed", fields: { reference: "89ABCDEF" } },
    ]);
    expect(await engine.audit(1)).toMatchObject([
      { verb: "confirm-sign-in", outcome: "failed", detail: expect.stringMatching(/^\w*Error, reference 89ABCDEF$/) },
    ]);
  });

  it("audits who did what, with which button", async () => {
    const { desk, engine } = await open();
    const status = await desk.say("status", "viewer");

    await desk.pressId(actionOf(status.card, "Refresh").id, "viewer");

    const [row] = await engine.audit(1);
    expect(row).toMatchObject({
      caller: "slack:U0VIEWER01",
      name: "viewer",
      role: "viewer",
      verb: "refresh-status",
      outcome: "done",
    });
    expect(row?.args).toEqual({ button: actionOf(status.card, "Refresh").id });
  });
});
