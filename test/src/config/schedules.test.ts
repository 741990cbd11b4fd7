import { describe, expect, it } from "vitest";
import { secretsOf } from "../../../src/scrub.ts";
import { configOf, faultsOf, smallFile, wholeEnv } from "./read.ts";

const one = (text: string) => `connections: {a: {provider: hubspot, objects: [account, contact], ${text}}}`;
const connection = (text: string) => configOf({ text: one(text) }).settings.connections[0];
const places = (text: string) =>
  faultsOf({ text: one(text) }).map(
    ({ path, message, nearest }) => `${path}: ${message}${nearest ? ` (${nearest})` : ""}`,
  );

describe("poll per object (B18, B32)", () => {
  it("gives single objects their own interval", () => {
    const found = connection("poll: {default: 15m, contact: 1m}");

    expect(found).toMatchObject({ pollMs: 900_000, polls: { contact: 60_000 } });
  });

  it("keeps the usual interval where no default is told, and makes nothing of a single one", () => {
    const found = [connection("poll: {contact: 1m}"), connection("poll: 5s")];

    expect(found[0]).toMatchObject({ pollMs: 300_000, polls: { contact: 60_000 } });
    expect(found[1]).toMatchObject({ pollMs: 5_000 });
    expect(found[1]).not.toHaveProperty("polls");
  });

  it.each([
    ["poll: {contacts: 1m}", "connections.a.poll.contacts: this connection syncs no such object (contact)"],
    ["poll: {deal: 1m}", "connections.a.poll.deal: this connection syncs no such object"],
    ["poll: {contact: 90}", "connections.a.poll: contact not a duration"],
    ["poll: {default: 25h}", "connections.a.poll: default out of range"],
    ["poll: [1m]", "connections.a.poll: not a duration"],
  ])("refuses %s", (text, fault) => {
    const found = places(text);

    expect(found).toEqual([fault]);
  });
});

describe("hours of backfills (B13)", () => {
  it("are read with their zone", () => {
    const found = connection('offPeak: {from: "20:00", to: "06:00", zone: Europe/Berlin}');

    expect(found?.offPeak).toEqual({ from: "20:00", to: "06:00", zone: "Europe/Berlin" });
  });

  it("are all hours where nothing is told", () => {
    const found = [connection("poll: 5s"), connection("offPeak: null")];

    expect(found.map((each) => each?.offPeak)).toEqual([undefined, undefined]);
  });

  it.each([
    ['offPeak: {from: "20:00", to: "20:00", zone: UTC}', "connections.a.offPeak.to: ends when it begins"],
    ['offPeak: {from: "24:00", to: "06:00", zone: UTC}', "connections.a.offPeak.from: not a time of day"],
    [
      'offPeak: {from: "20:00", to: "06:00", zone: Europe/Berln}',
      "connections.a.offPeak.zone: unknown time zone (Europe/Berlin)",
    ],
    ['offPeak: {from: "20:00", till: "06:00", zone: UTC}', "connections.a.offPeak.till: unknown setting"],
    ['offPeak: "20:00"', "connections.a.offPeak: not a block of settings"],
  ])("refuse %s", (text, fault) => {
    const found = places(text);

    expect(found).toContain(fault);
  });
});

describe("Pipedrive's webhooks", () => {
  const env = {
    ...wholeEnv,
    PIPEDRIVE_WEBHOOK_SECRET: "0123456789abcdef01234567",
    PIPEDRIVE_WEBHOOK_USER: "crmsync",
    PIPEDRIVE_WEBHOOK_PASSWORD: "a password of sixteen",
  };

  it("have a door when all three are set, and their secrets stand in no log", () => {
    const config = configOf({ env });

    expect(config.env.pipedriveWebhook).toEqual({
      secret: env.PIPEDRIVE_WEBHOOK_SECRET,
      user: "crmsync",
      password: env.PIPEDRIVE_WEBHOOK_PASSWORD,
    });
    expect(secretsOf(config.env)).toEqual(
      expect.arrayContaining([env.PIPEDRIVE_WEBHOOK_SECRET, env.PIPEDRIVE_WEBHOOK_PASSWORD]),
    );
    expect(configOf({ text: smallFile }).env.pipedriveWebhook).toBeNull();
  });

  it.each([
    ["no password", { PIPEDRIVE_WEBHOOK_PASSWORD: "" }, "PIPEDRIVE_WEBHOOK_PASSWORD"],
    ["no name", { PIPEDRIVE_WEBHOOK_USER: "" }, "PIPEDRIVE_WEBHOOK_USER"],
    ["a short path", { PIPEDRIVE_WEBHOOK_SECRET: "short" }, "PIPEDRIVE_WEBHOOK_SECRET"],
    ["a path of several parts", { PIPEDRIVE_WEBHOOK_SECRET: "0123456789abcdef/01234567" }, "PIPEDRIVE_WEBHOOK_SECRET"],
    ["a short password", { PIPEDRIVE_WEBHOOK_PASSWORD: "short" }, "PIPEDRIVE_WEBHOOK_PASSWORD"],
    ["a name with a colon", { PIPEDRIVE_WEBHOOK_USER: "a:b" }, "PIPEDRIVE_WEBHOOK_USER"],
  ])("are refused with %s", (_, change, path) => {
    const found = faultsOf({ env: { ...env, ...change } });

    expect(found.map((fault) => fault.path)).toEqual([path]);
    expect(JSON.stringify(found)).not.toContain("0123456789abcdef");
  });
});
