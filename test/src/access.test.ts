import { describe, expect, it } from "vitest";
import { allows, groupsIn, type Role, roleOf } from "../../src/access.ts";

const roles = {
  viewer: ["slack:U1", "teams:one"],
  operator: ["slack:U2", "slack-group:S1"],
  admin: ["slack:U3", "slack:U2X", "slack-group:S2"],
};

describe("roleOf", () => {
  it.each<[string, "slack" | "teams", string, readonly string[], Role]>([
    ["nobody knows", "slack", "U9", [], "stranger"],
    ["is listed as viewer", "slack", "U1", [], "viewer"],
    ["is listed as operator", "slack", "U2", [], "operator"],
    ["is listed as admin", "slack", "U3", [], "admin"],
    ["is operator by a group", "slack", "U9", ["S0", "S1"], "operator"],
    ["is viewer by id and operator by a group", "slack", "U1", ["S1"], "operator"],
    ["is operator by id and admin by a group", "slack", "U2", ["S2"], "admin"],
    ["is viewer on Teams", "teams", "one", [], "viewer"],
    ["bears a Slack admin's id on Teams", "teams", "U3", [], "stranger"],
    ["bears a Slack group's id on Teams", "teams", "two", ["S2"], "stranger"],
    ["is named like a group", "slack", "S2", [], "stranger"],
  ])("knows who %s", (_, platform, user, groups, expected) => {
    const role = roleOf({ platform, user }, roles, groups);

    expect(role).toBe(expected);
  });

  it("makes everybody a viewer by *, and nobody more", () => {
    const everybody = { ...roles, viewer: ["*"] };

    const unknown = roleOf({ platform: "slack", user: "U9" }, everybody, []);
    const operator = roleOf({ platform: "slack", user: "U2" }, everybody, []);

    expect([unknown, operator]).toEqual(["viewer", "operator"]);
  });

  it("takes whoever sits at the terminal for admin, but not a chat user of that name", () => {
    const terminal = roleOf({ platform: "cli", user: "cli:root" }, roles, []);
    const pretender = roleOf({ platform: "slack", user: "cli:root" }, roles, []);

    expect([terminal, pretender]).toEqual(["admin", "stranger"]);
  });
});

it("allows a role what lower ones may, and nothing above it", () => {
  const order: readonly Role[] = ["stranger", "viewer", "operator", "admin"];

  const table = order.map((role) => order.map((needed) => allows(role, needed)));

  expect(table).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ]);
});

it("asks a platform only for the groups that the roles name, each once", () => {
  const named = { ...roles, viewer: ["slack-group:S1", "*"] };

  expect(groupsIn(named, "slack")).toEqual(["S1", "S2"]);
  expect(groupsIn(named, "teams")).toEqual([]);
});

it("knows people of Teams by their id in either case, and people of Slack only as it is", () => {
  const known = { viewer: [], operator: ["teams:0a1b", "slack:U1AB"], admin: [] };

  const found = (["teams", "slack"] as const).map((platform) =>
    roleOf({ platform, user: platform === "teams" ? "0A1B" : "u1ab" }, known, []),
  );

  expect(found).toEqual(["operator", "stranger"]);
});
