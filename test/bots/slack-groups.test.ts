import { afterEach, describe, expect, it } from "vitest";
import { openSlackRig, type SlackRig } from "../fakes/slack-rig.ts";

const [VIEWERS, OPERATORS, ADMINS] = ["S0VIEWERS1", "S0OPERATOR", "S0ADMINS01"];
const MINUTE = 60_000;

let rig: SlackRig;
afterEach(() => rig.close());

async function open(...groups: readonly string[]): Promise<SlackRig> {
  rig = await openSlackRig({ groups });
  return rig;
}

describe("groupsOf", () => {
  it("names the groups of the configuration that somebody is in", async () => {
    const { bot } = await open(VIEWERS, OPERATORS, ADMINS);

    const found = await Promise.all(
      ["U0VIEWER01", "U0OPERATOR", "U0ADMIN001", "U0STRANGER"].map((user) => bot.groupsOf(user)),
    );

    expect(found).toEqual([[VIEWERS], [OPERATORS], [ADMINS], []]);
  });

  it("asks nothing when no role mentions a group", async () => {
    const { bot, sent } = await open();

    const found = await bot.groupsOf("U0OPERATOR");

    expect(found).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("asks only for the groups that are mentioned, once for all who wait, and again after a minute", async () => {
    const { bot, sent, pass } = await open(OPERATORS);

    await Promise.all([bot.groupsOf("U0OPERATOR"), bot.groupsOf("U0ADMIN001")]);
    pass(MINUTE - 1);
    await bot.groupsOf("U0OPERATOR");
    const inTheMinute = sent.map((one) => one.url.split("/api/")[1]);
    pass(1);
    await bot.groupsOf("U0OPERATOR");

    expect(inTheMinute).toEqual(["usergroups.list", "usergroups.users.list"]);
    expect(sent).toHaveLength(4);
    expect(sent[1]?.body).toContain(OPERATORS);
  });

  it("gives nothing for a group that Slack does not know, and says so", async () => {
    const { bot, logged } = await open("S0GONE0001", OPERATORS);

    const found = await bot.groupsOf("U0OPERATOR");

    expect(found).toEqual([OPERATORS]);
    expect(logged).toEqual([{ message: "slack knows no such active user group", fields: { groups: ["S0GONE0001"] } }]);
  });

  it("keeps what it knew for ten minutes while Slack is down, and then throws", async () => {
    const { bot, pass, fault } = await open(OPERATORS);
    await bot.groupsOf("U0OPERATOR");
    fault("chat-down");

    pass(10 * MINUTE - 1);
    const late = await bot.groupsOf("U0OPERATOR");
    pass(1);
    const tooLate = bot.groupsOf("U0OPERATOR");

    expect(late).toEqual([OPERATORS]);
    await expect(tooLate).rejects.toMatchObject({ name: "ChatError", kind: "down" });
  });

  it("throws when Slack never told it", async () => {
    const { bot, fault } = await open(OPERATORS);
    fault("chat-429", 1);

    const refused = bot.groupsOf("U0OPERATOR");

    await expect(refused).rejects.toMatchObject({ name: "ChatError", kind: "rate_limited" });
    expect(await bot.groupsOf("U0OPERATOR")).toEqual([OPERATORS]);
  });
});
