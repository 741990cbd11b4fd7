import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ActivityHandler,
  type Response as BotResponse,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  TeamsInfo,
} from "botbuilder";
import { afterEach, expect, it } from "vitest";
import type { Wire } from "../../../src/sandbox/chat/wire.ts";
import { type Shell, serve } from "../../../src/sandbox/shell.ts";
import { issueToken } from "../../../src/sandbox/teams/access.ts";
import { command, press } from "../../../src/sandbox/teams/person.ts";
import { stand } from "../../../src/sandbox/teams/shown.ts";
import { inChannel } from "../../../src/sandbox/teams/state.ts";
import { CHANNEL, tenant } from "./teams-tenant.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Somebody else's bot, as botbuilder's samples are written; only its token comes from the simulated directory. */
async function foreignBot(token: () => string, handler: ActivityHandler): Promise<string> {
  const credentials = {
    isValidAppId: async () => true,
    isAuthenticationDisabled: async () => true,
    createCredentials: async () => ({
      signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
        request.headers.set("authorization", `Bearer ${token()}`);
        return request;
      },
    }),
  };
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}, credentials as never));
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const shim = {
      socket: request.socket,
      status: (code: number) => {
        response.statusCode = code;
        return shim;
      },
      header: (name: string, value: string) => response.setHeader(name, value),
      send: (body: unknown) => response.end(typeof body === "string" ? body : JSON.stringify(body)),
      end: () => response.end(),
    };
    const asked = { method: "POST", headers: {}, body: JSON.parse(text) };
    await adapter.process(asked as never, shim as unknown as BotResponse, (context) => handler.run(context));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
}

class Echo extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context) => {
      const member = await TeamsInfo.getMember(context, context.activity.from.id);
      const card = CardFactory.adaptiveCard({
        type: "AdaptiveCard",
        version: "1.4",
        body: [{ type: "TextBlock", text: `${member.email} said ${context.activity.text}` }],
        actions: [{ type: "Action.Execute", title: "Refresh", verb: "refresh", data: {} }],
      });
      await context.sendActivity(MessageFactory.attachment(card));
    });
  }

  protected override async onInvokeActivity(context: Parameters<ActivityHandler["run"]>[0]) {
    const edit = { ...MessageFactory.text("refreshed"), id: context.activity.replyToId };
    await context.updateActivity(edit);
    return { status: 200, body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "ok" } };
  }
}

it("serves a bot that is not ours: mention, member, card, invoke, update", { timeout: 20_000 }, async () => {
  const all = tenant();
  const shell: Shell = await serve(all.teams, 0);
  ends.push(() => shell.close());
  const url = await foreignBot(() => issueToken(all.teams.state), new Echo());
  const wire: Wire = {
    ...all.wire,
    origin: () => shell.url,
    requestUrl: () => url,
    post: async (target, headers, body) => {
      const answer = await fetch(target, { method: "POST", headers, body });
      return { status: answer.status, body: await answer.text() };
    },
  };

  const said = await command(all.teams, wire, { user: "viewer", channel: "crm-alerts", text: "hi" });
  const message = said.shown[0]?.id ?? "";
  const pressed = await press(all.teams, wire, {
    user: "viewer",
    channel: null,
    message,
    action: "Refresh",
    value: null,
  });

  expect(said.shown).toMatchObject([{ text: "viewer@sandbox.test said <at>crmsync</at> hi" }]);
  expect(pressed).toMatchObject({ ackStatus: 200, shown: [{ id: message, text: "refreshed" }] });
  expect(inChannel(all.teams.state, CHANNEL).map((one) => stand(one))).toMatchObject([{ id: message, version: 2 }]);
});
