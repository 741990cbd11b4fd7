import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { BOT_SCOPES } from "../../bots/slack/manifest.ts";
import { GRANTED } from "../../src/sandbox/slack/people.ts";

const SPECS = new URL("../fixtures/specs/slack-manifest/", import.meta.url);
const RAW = "https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/";

interface Manifest {
  features: { slash_commands: { command: string; url: string }[] };
  oauth_config: { scopes: { bot: string[] } };
  settings: {
    interactivity: { is_enabled: boolean; request_url: string };
    event_subscriptions: { request_url: string; bot_events: string[] };
  };
}

function manifest(): Manifest {
  return parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));
}

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(name, SPECS), "utf8"));
}

/** Formats are not checked; draft-04's `id` and `$schema` are dropped, because ajv speaks draft-07. */
function faults(file: string, value: unknown): unknown {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const version of ["manifest.schema.1.0.0.json", "manifest.schema.2.0.0.json"]) {
    ajv.addSchema(schema(version), RAW + version);
  }
  const { id: _id, $schema: _schema, ...rules } = schema(file);
  const validate = ajv.compile(rules);
  validate(value);
  return validate.errors ?? [];
}

describe("manifest.yml", () => {
  it.each(["slack-manifest-official.json", "slack-manifest-schemastore.json"])("satisfies %s", (file) => {
    const found = faults(file, manifest());

    expect(found).toEqual([]);
  });

  it.each(["slack-manifest-official.json", "slack-manifest-schemastore.json"])(
    "would be refused by %s with a name that is too long",
    (file) => {
      const wrong = { ...manifest(), display_information: { name: "x".repeat(36) } };

      const found = faults(file, wrong);

      expect(found).not.toEqual([]);
    },
  );

  it("asks for the rights that the bot examines, and the sandbox grants just them", () => {
    const asked = manifest().oauth_config.scopes.bot.toSorted();

    expect(asked).toEqual([...BOT_SCOPES]);
    expect([...GRANTED]).toEqual([...BOT_SCOPES]);
  });

  it("is told when somebody opens the home tab, and of nothing that people write", () => {
    const { request_url: url, bot_events: events } = manifest().settings.event_subscriptions;

    expect(events).toEqual(["app_home_opened"]);
    expect(new URL(url).pathname).toBe("/slack/events");
  });

  it("has the one command, both at the bot's route, and no scope that reads messages", () => {
    const { features, oauth_config, settings } = manifest();

    const commands = features.slash_commands.map((one) => one.command);
    const paths = [features.slash_commands[0]?.url ?? "", settings.interactivity.request_url].map(
      (url) => new URL(url).pathname,
    );

    expect(commands).toEqual(["/crmsync"]);
    expect(paths).toEqual(["/slack/events", "/slack/events"]);
    expect(settings.interactivity.is_enabled).toBe(true);
    expect(oauth_config.scopes.bot.filter((scope) => scope.endsWith(":history"))).toEqual([]);
  });
});
