import { describe, expect, it } from "vitest";
import { disk, formatFaults, readConfig, sandboxPort } from "../../src/config.ts";
import { configOf, faultsOf, read, teamsEnv, wholeEnv } from "./config/read.ts";

const example = new URL("../../crmsync.example.yml", import.meta.url).pathname;

/** "LINE:COLUMN PATH", for lists that show at a glance. */
function places(text: string): readonly string[] {
  return faultsOf({ text }).map((fault) => `${fault.line}:${fault.column} ${fault.path}`);
}

describe("a file that is right", () => {
  it("has the defaults where nothing is said", () => {
    const { settings, channels, roles, env } = configOf({ text: "connections: {sales: {provider: hubspot}}" });

    expect(settings.connections).toEqual([
      {
        name: "sales",
        provider: "hubspot",
        app: {
          clientId: "hs-id",
          clientSecret: "hs-secret",
          loginUrl: "https://app.hubspot.com",
          apiUrl: "https://api.hubapi.com",
          redirectUri: "http://127.0.0.1:3000/oauth/callback/hubspot",
        },
        objects: ["account", "contact", "deal"],
        pollMs: 300_000,
        share: 0.7,
        writeMode: "upsert",
        import: true,
        export: true,
      },
    ]);
    expect(settings.objects.account?.match).toEqual([["domain"], ["name"]]);
    expect(settings.objects.contact?.match).toEqual([["email"], ["first_name", "last_name", "account_id"]]);
    expect(settings.objects.contact?.delete).toBe("never");
    expect(settings.objects.contact?.fields.email).toEqual({
      remote: {},
      direction: "both",
      behaviour: "overwrite",
      default: null,
      type: null,
      references: null,
    });
    expect(settings.objects.contact?.fields.account_id?.references).toBe("account");
    expect(channels).toEqual([]);
    expect(roles).toEqual({ viewer: [], operator: [], admin: [] });
    expect(env).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: "sqlite:crmsync.sqlite",
      logLevel: "info",
    });
  });

  it("keeps the order of connections, which decides the first match", () => {
    const text = "connections:\n  zeta: {provider: hubspot}\n  alpha: {provider: salesforce}\n";

    const names = configOf({ text }).settings.connections.map((connection) => connection.name);

    expect(names).toEqual(["zeta", "alpha"]);
  });

  it.each([
    ["5s", 5_000],
    ["15m", 900_000],
    ["1h", 3_600_000],
  ])("reads the duration %s", (poll, pollMs) => {
    const text = `connections: {sales: {provider: salesforce, poll: ${poll}}}`;

    const [connection] = configOf({ text }).settings.connections;

    expect(connection?.pollMs).toBe(pollMs);
  });

  it("maps a field of the user's own only where it is told", () => {
    const text = `connections: {sales: {provider: salesforce}}
objects: {contact: {fields: {boss: {salesforce: Boss__c, type: "reference:contact"}, phone: {hubspot: null}}}}`;

    const fields = configOf({ text }).settings.objects.contact?.fields;

    expect(fields?.boss).toMatchObject({
      remote: { salesforce: "Boss__c", hubspot: null, pipedrive: null },
      type: "reference",
      references: "contact",
    });
    expect(fields?.phone?.remote).toEqual({ hubspot: null });
  });

  it("includes the example with every setting", () => {
    const result = readConfig({ env: teamsEnv, path: example, ...disk });

    expect(result.ok ? [] : result.faults).toEqual([]);
    expect(result.ok && result.config.channels[0]).toEqual({
      name: "ops",
      platform: "slack",
      channel: "C0123456789",
      subscribe: ["incidents", "progress", "failures", "digest"],
      digest: { at: "08:30", zone: "Europe/Berlin" },
      quiet: { from: "22:00", to: "06:30", zone: "Europe/Berlin" },
      showValues: false,
    });
    expect(result.ok && result.config.channels[1]).toMatchObject({ name: "sales-ops", platform: "teams" });
  });
});

describe("a broken file", () => {
  it("tells every fault at once, with its place, what was found, what is allowed and the nearest name", () => {
    const text = `workspace: example
conections: {}
connections:
  sales:
    provider: salesfroce
    objects: [contact, acount]
    pol: 5m
objects:
  contact:
    match: [[emial]]
    fields:
      title: {direction: inbond}
`;

    const faults = faultsOf({ text });

    const told = faults.map(({ file, line, column, path, found, nearest }) => [
      file,
      line,
      column,
      path,
      found,
      nearest,
    ]);
    expect(told).toHaveLength(6);
    expect(told).toEqual(
      expect.arrayContaining([
        ["crmsync.yml", 2, 1, "conections", '"conections"', "connections"],
        ["crmsync.yml", 5, 15, "connections.sales.provider", '"salesfroce"', "salesforce"],
        ["crmsync.yml", 6, 24, "connections.sales.objects[1]", '"acount"', "account"],
        ["crmsync.yml", 7, 5, "connections.sales.pol", '"pol"', "poll"],
        ["crmsync.yml", 10, 14, "objects.contact.match[0][0]", '"emial"', "email"],
        ["crmsync.yml", 12, 26, "objects.contact.fields.title.direction", '"inbond"', "inbound"],
      ]),
    );
    expect(faults.find((fault) => fault.column === 15)?.allowed).toBe("salesforce, hubspot, pipedrive");
  });

  it.each([
    ["a name given twice", "connections: {a: {provider: hubspot}}\nworkspace: x\nworkspace: y", "3:1 "],
    ["an open bracket", "connections: [a\nworkspace: x", "2:1 "],
    ["an alias without its anchor", "connections: {a: *sales}", "1:18 "],
    ["two documents", "connections: {a: {provider: hubspot}}\n---\nb: 1", "2:1 "],
    ["a list at the top", "- a", "1:1 "],
    ["nothing at all", "", "1:1 connections"],
    ["a duration without unit", "connections: {a: {provider: hubspot, poll: 300}}", "1:44 connections.a.poll"],
    ["a duration out of range", "connections: {a: {provider: hubspot, poll: 25h}}", "1:44 connections.a.poll"],
    ["a share below one per cent", "connections: {a: {provider: hubspot, share: 0.7}}", "1:45 connections.a.share"],
    ["yes for true", "connections: {a: {provider: hubspot, import: yes}}", "1:46 connections.a.import"],
    ["a text for a list", "connections: {a: {provider: hubspot, objects: contact}}", "1:47 connections.a.objects"],
    ["no provider", "connections:\n  a: {poll: 5m}", "2:3 connections.a.provider"],
    [
      "names that differ by case",
      "connections: {a: {provider: hubspot}, A: {provider: hubspot}}",
      "1:39 connections.A",
    ],
    ["a name with a space", 'connections: {"a b": {provider: hubspot}}', "1:15 connections.a b"],
    ["a provider that nobody knows", "connections: {a: {provider: zoho}}", "1:29 connections.a.provider"],
    ["hours that are no block", "connections: {a: {provider: hubspot, offPeak: x}}", "1:47 connections.a.offPeak"],
    ["limits that nobody knows", "connections: {a: {provider: hubspot}}\nlimits: {calls: 5}", "2:10 limits.calls"],
  ])("points at %s", (_, text, place) => {
    const found = places(text);

    expect(found).toContain(place);
  });

  it.each([
    ["a match field that exists nowhere", "contact: {match: [[nick]]}", "objects.contact.match[0][0]"],
    [
      "a match field that is not mapped",
      "contact: {match: [[email]], fields: {email: {hubspot: null}}}",
      "objects.contact.match[0][0]",
    ],
    ["a standard match field that is not mapped", "account: {fields: {domain: {hubspot: null}}}", "objects.account"],
    ["a third level", "contact: {match: [[email], [phone], [title]]}", "objects.contact.match[2]"],
    ["an empty level", "contact: {match: [[]]}", "objects.contact.match[0]"],
    ["a required field that exists nowhere", "contact: {required: [lastname]}", "objects.contact.required[0]"],
    ["a doNotSync field that exists nowhere", "contact: {doNotSync: blocked}", "objects.contact.doNotSync"],
    [
      "a doNotSync field that is no boolean",
      "contact: {doNotSync: stop, fields: {stop: {hubspot: stop, type: date}}}",
      "objects.contact.doNotSync",
    ],
    ["a field that leads nowhere", "contact: {fields: {frist_name: {}}}", "objects.contact.fields.frist_name"],
    [
      "our id coming from a CRM",
      "contact: {fields: {id: {hubspot: own, direction: both}}}",
      "objects.contact.fields.id",
    ],
    [
      "two fields on one of the CRM's",
      "contact: {fields: {email: {hubspot: mail}, second: {hubspot: Mail}}}",
      "objects.contact.fields.second.hubspot",
    ],
    ["an unknown object", "contacts: {}", "objects.contacts"],
    ["an object that this CRM does not have", "lead: {}", "objects.lead"],
  ])("refuses %s", (_, objects, path) => {
    const faults = faultsOf({ text: `connections: {a: {provider: hubspot}}\nobjects: {${objects}}` });

    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });

  it.each([
    ["an unknown platform", "{platform: slak, channel: C1}", "platform", "slack"],
    ["a channel that YAML took for a comment", "\n    platform: slack\n    channel: #ops", "channel", null],
    ["an unknown kind of notice", "{platform: slack, channel: C1, subscribe: [incident]}", "subscribe[0]", "incidents"],
    [
      "a time that no clock shows",
      "{platform: slack, channel: C1, digest: {at: '25:00', zone: UTC}}",
      "digest.at",
      null,
    ],
    [
      "an unknown zone",
      "{platform: slack, channel: C1, digest: {at: '08:00', zone: Europe/Berln}}",
      "digest.zone",
      "Europe/Berlin",
    ],
    ["the same channel again", "{platform: slack, channel: C9}", "channel", null],
  ])("refuses a channel with %s", (_, channel, path, near) => {
    const text = `connections: {a: {provider: hubspot}}\nchannels:\n  first: {platform: slack, channel: C9}\n  ops: ${channel}`;

    const faults = faultsOf({ text });

    expect(faults.map((fault) => [fault.path, fault.nearest])).toEqual([[`channels.ops.${path}`, near]]);
  });

  it.each([
    ['operator: ["*"]', "roles.operator[0]", 'Name people or groups: "*" is for viewer only.'],
    ["admin: [U123]", "roles.admin[0]", "Write slack:U123."],
    ["viewer: [S123]", "roles.viewer[0]", "Write slack-group:S123."],
    ["oparator: []", "roles.oparator", "Write operator."],
  ])("refuses the role %s", (role, path, mend) => {
    const faults = faultsOf({ text: `connections: {a: {provider: hubspot}}\nroles: {${role}}` });

    expect(faults.map((fault) => [fault.path, fault.mend])).toEqual([[path, mend]]);
  });

  it("is not confused by names that every JavaScript object knows", () => {
    const text = "__proto__: {}\nconnections: {a: {provider: hubspot}}\nobjects: {constructor: {}}";

    const found = places(text);

    expect(found).toEqual(["1:1 __proto__", "3:11 objects.constructor"]);
  });

  it("says which file cannot be read", () => {
    const result = readConfig({ env: { ...wholeEnv, CRMSYNC_CONFIG: "/nowhere/crmsync.yml" }, ...disk });

    expect(result.ok ? [] : result.faults).toMatchObject([
      { file: "/nowhere/crmsync.yml", line: null, found: "ENOENT" },
    ]);
  });
});

it("formats faults in the order of the lines, the environment last", () => {
  const result = read({
    text: "conections: {}\nconnections: {a: {provider: hubspot, pol: 5m}}",
    env: { ...wholeEnv, PORT: "x" },
  });

  const text = formatFaults(result.ok ? [] : result.faults);

  expect(text).toBe(`crmsync.yml:1:1: conections: unknown setting
  found    "conections"
  allowed  workspace, locale, connections, objects, channels, roles, limits
  nearest  connections
  mend     Write connections.

crmsync.yml:2:38: connections.a.pol: unknown setting
  found    "pol"
  allowed  provider, objects, poll, share, writeMode, import, export, offPeak
  nearest  poll
  mend     Write poll.

environment: PORT: not a port
  found    "x"
  allowed  1 to 65535
  mend     Write a free port, e.g. 3000.

3 faults: nothing was started.`);
});

it("knows the sandbox's port without any file", () => {
  const usual = sandboxPort({});
  const told = sandboxPort({ SANDBOX_PORT: "4100" });
  const wrong = sandboxPort({ SANDBOX_PORT: "70000" });

  expect(usual).toEqual({ ok: true, port: 4000 });
  expect(told).toEqual({ ok: true, port: 4100 });
  expect(wrong.ok).toBe(false);
});
