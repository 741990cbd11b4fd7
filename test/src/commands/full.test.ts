import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../../engine/index.ts";
import { StorageTrouble } from "../../../engine/index.ts";
import { bed } from "../../fakes/bed.ts";
import { actionsOf, openDesk } from "../../fakes/desk.ts";

/** An engine whose database takes no writes, as the desk meets it: every write throws, every read goes on. */
let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  const full = () => Promise.reject(new StorageTrouble("full", new Error("database or disk is full")));
  const engine: Engine = {
    ...own.engine,
    addAudit: full,
    addActions: full,
    first: full,
    storage: () => ({ kind: "full", since: own.clock.wall(), detail: "database or disk is full" }),
  };
  desk = openDesk({ ...own, engine });
});
afterAll(() => own.close());

it.each(["status", "failures", "limits", "runs", "digest", "doctor"])(
  "%s still answers, without buttons",
  async (text) => {
    const { card } = await desk.say(text);

    expect(card.kind).toBe(text);
    expect(actionsOf(card)).toEqual([]);
  },
);

it("doctor says what is wrong", async () => {
  const { card } = await desk.say("doctor");

  expect(card.lines?.[0]).toContain("it takes no writes (database or disk is full)");
});

it.each(["resync all failed", "resume salesforce", "reconnect salesforce"])(
  "%s changes nothing and says why",
  async (text) => {
    const { card } = await desk.say(text);

    expect(card).toMatchObject({ kind: "storage", state: "full" });
  },
);

it("refuses as ever", async () => {
  expect((await desk.say("resume salesforce", "viewer")).card.kind).toBe("refusal");
});
