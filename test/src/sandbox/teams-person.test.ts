import { describe, expect, it } from "vitest";
import { command, install, press, submit } from "../../../src/sandbox/teams/person.ts";
import { teamsControl } from "../../../src/sandbox/teams/routes.ts";
import { APP, CHANNEL, json, ORIGIN, type Tenant, tenant, withCard } from "./teams-tenant.ts";

const TEXT = { type: "TextBlock", text: "Salesforce" };
const ADAPTIVE = "application/vnd.microsoft.card.adaptive";
const posted = (all: Tenant, card: Record<string, unknown>): string =>
  all.connector("POST", CHANNEL, "activities", withCard(card)).body.id;
const typed = (all: Tenant, text: string, channel: string | null = "crm-alerts") =>
  command(all.teams, all.wire, { user: "operator", channel, text });
const pressed = (all: Tenant, message: string, action: string, value: string | null = null) =>
  press(all.teams, all.wire, { user: "operator", channel: "crm-alerts", message, action, value });

describe("a command", () => {
  it("mentions the bot in a channel, and what stands under it is its answer", async () => {
    const all = tenant();
    all.bot = async ({ activity }) => {
      all.connector(
        "POST",
        activity.conversation.id,
        "activities",
        withCard({ fallbackText: "All is well.", body: [TEXT] }),
      );
      return { status: 202, body: "" };
    };

    const answer = await typed(all, "@crmsync status <all> & more");

    const [request] = all.received;
    expect(request?.activity).toMatchObject({
      type: "message",
      text: "<at>crmsync</at> status &lt;all&gt; &amp; more",
      channelId: "msteams",
      serviceUrl: `${ORIGIN}/teams/connector/`,
      from: { id: "29:operator", name: "operator", aadObjectId: "00000000-0000-4000-8000-000000000003" },
      recipient: { id: `28:${APP}`, name: "crmsync" },
      conversation: { id: `${CHANNEL};messageid=${request?.activity.id}`, conversationType: "channel", isGroup: true },
      channelData: { channel: { id: CHANNEL }, tenant: { id: "00000000-0000-4000-8000-0000000000aa" } },
    });
    expect(request?.activity.entities).toContainEqual({
      type: "mention",
      mentioned: { id: `28:${APP}`, name: "crmsync" },
      text: "<at>crmsync</at>",
    });
    expect(answer).toMatchObject({
      ackStatus: 202,
      shown: [{ to: "crm-alerts", private: false, text: "All is well.\nSalesforce", links: [] }],
      view: null,
    });
  });

  it("needs no mention in the personal chat, whose answers are private", async () => {
    const all = tenant();
    all.bot = async ({ activity }) => {
      all.connector("POST", activity.conversation.id, "activities", { type: "message", text: "see https://a.test/x" });
      return json({});
    };

    const answer = await typed(all, "status", null);

    expect(all.received[0]?.activity).toMatchObject({
      text: "status",
      conversation: { id: "a:1-operator-with-crmsync", conversationType: "personal" },
    });
    expect(answer.shown).toMatchObject([{ to: "operator", private: true, links: ["https://a.test/x"] }]);
  });

  it("from the menu behind the slash comes with its slash, and nobody else sees it", async () => {
    const all = tenant();
    all.bot = async () => ({ status: 500, body: "" });

    const answer = await typed(all, "/status salesforce");
    const seen = await teamsControl(all.teams, all.wire, "GET", ["channels", "crm-alerts", "all"], {});

    expect(all.received[0]?.activity).toMatchObject({ text: "/status salesforce", recipient: { isTargeted: true } });
    expect([answer.ackStatus, answer.shown, seen]).toEqual([500, [], []]);
  });

  it("is answered by what only this person is sent, and not by what stands elsewhere", async () => {
    const all = tenant();
    all.bot = async () => {
      all.connector("POST", "19:sales-ops@thread.tacv2", "activities", { type: "message", text: "notice" });
      const only = { type: "message", text: "for you", recipient: { id: "29:operator" } };
      all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", only);
      return json({});
    };

    const answer = await typed(all, "status");

    expect(answer.shown).toMatchObject([{ to: "operator", private: true, text: "for you", card: null }]);
  });

  it("names what is known when it cannot be given", async () => {
    const all = tenant();

    await expect(typed(all, "status", "general")).rejects.toThrow("known: crm-alerts, sales-ops, personal");
    await expect(teamsControl(all.teams, all.wire, "POST", ["command"], { user: "operator" })).rejects.toThrow(
      "missing text",
    );
  });
});

describe("a press", () => {
  const menu = {
    type: "Input.ChoiceSet",
    id: "choice:why",
    placeholder: "Fix…",
    choices: [
      { title: "Again", value: "a1" },
      { title: "Ignore", value: "i1" },
    ],
  };
  const card = {
    body: [
      TEXT,
      menu,
      {
        type: "ActionSet",
        actions: [{ type: "Action.Execute", title: "Fix…", verb: "press", data: { crmsync: { id: "why" } } }],
      },
    ],
    actions: [
      { type: "Action.Execute", id: "ack", title: "Acknowledge", verb: "press", data: { crmsync: { id: "ack" } } },
      { type: "Action.OpenUrl", title: "Open", url: "https://crm.test/1" },
      {
        type: "Action.ShowCard",
        title: "Resync all",
        card: {
          type: "AdaptiveCard",
          body: [{ type: "TextBlock", text: "Sure?" }],
          actions: [{ type: "Action.Execute", id: "all", title: "Yes", data: { n: 1 } }],
        },
      },
    ],
  };

  it.each([
    ["ack", { id: "ack", verb: "press", data: { crmsync: { id: "ack" } } }],
    ["acknowledge", { id: "ack", verb: "press", data: { crmsync: { id: "ack" } } }],
    ["Resync all", { id: "all", data: { n: 1 } }],
  ])("of %s sends its verb and data", async (action, sent) => {
    const all = tenant();
    all.bot = async () => json({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Done." });
    const message = posted(all, card);

    const answer = await pressed(all, message, action);

    expect(all.received[0]?.activity).toMatchObject({
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: message,
      conversation: { id: `${CHANNEL};messageid=${message}` },
      value: { action: { type: "Action.Execute", ...sent }, trigger: "manual" },
    });
    expect(answer).toMatchObject({ ackStatus: 200, shown: [{ to: "operator", private: true, text: "Done." }] });
  });

  it.each([
    ["the button with a value", "Fix…", "Ignore"],
    ["the menu with a value", "choice:why", "i1"],
    ["the option alone", "Ignore", null],
  ])("picks from a menu by %s", async (_what, action, value) => {
    const all = tenant();
    all.bot = async () => ({ status: 500, body: "" });

    await pressed(all, posted(all, card), action, value);

    expect(all.received[0]?.activity.value).toMatchObject({
      action: { data: { crmsync: { id: "why" }, "choice:why": "i1" } },
    });
  });

  it("follows a link without telling the bot", async () => {
    const all = tenant();

    const answer = await pressed(all, posted(all, card), "Open");

    expect(all.received).toEqual([]);
    expect(answer.shown[0]?.links).toEqual(["https://crm.test/1"]);
  });

  it("answered with a card shows that card to this person alone, until the message is edited", async () => {
    const all = tenant();
    const own = { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "Only you" }] };
    all.bot = async () => json({ statusCode: 200, type: ADAPTIVE, value: own });
    const message = posted(all, card);
    const look = (path: readonly string[]) => teamsControl(all.teams, all.wire, "GET", path, {});

    const answer = await pressed(all, message, "ack");
    const mine = await look(["users", "operator", "messages"]);
    const everybodys = await look(["channels", "crm-alerts", "messages"]);
    all.connector("PUT", CHANNEL, `activities/${message}`, withCard({ body: [TEXT] }));
    const after = await look(["users", "operator", "messages"]);

    expect(answer.shown).toMatchObject([{ id: message, to: "operator", private: true, text: "Only you", card: own }]);
    expect(mine).toMatchObject([{ id: message, text: "Only you" }]);
    expect(everybodys).toMatchObject([{ id: message, private: false, card: { actions: card.actions } }]);
    expect(after).toEqual([]);
  });

  it("answered by an edit of the message shows it", async () => {
    const all = tenant();
    const message = posted(all, card);
    all.bot = async () => {
      all.connector(
        "PUT",
        CHANNEL,
        `activities/${message}`,
        withCard({ body: [{ type: "TextBlock", text: "acknowledged" }] }),
      );
      return json({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "One moment…" });
    };

    const answer = await pressed(all, message, "ack");

    expect(answer.shown).toMatchObject([{ id: message, to: "crm-alerts", private: false, text: "acknowledged" }]);
  });

  it("is answered with words for a moment, and then with what comes after them", async () => {
    const all = tenant();
    const words = (value: string) =>
      json({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value });
    const message = posted(all, card);
    all.bot = async () => {
      const only = { type: "message", text: "done", recipient: { id: "29:operator" } };
      const later = () => all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", only);
      setTimeout(later, 60);
      return words("One moment…");
    };

    const answer = await pressed(all, message, "ack");
    const standing = await teamsControl(all.teams, all.wire, "GET", ["users", "operator", "messages"], {});

    expect(answer.shown.map((one) => one.text)).toEqual(["done"]);
    expect(standing).toMatchObject([{ text: "done" }]);
  });

  it("that is answered with nothing is sent again, and the person is told", async () => {
    const all = tenant();

    const answer = await pressed(all, posted(all, card), "ack");

    expect(all.received).toHaveLength(2);
    expect(all.received[1]?.activity).toEqual(all.received[0]?.activity);
    expect(answer.shown).toMatchObject([{ private: true, text: "Unable to reach app. Please try again." }]);
  });

  it("says which buttons there are, and hides what others alone see", async () => {
    const all = tenant();
    const only = withCard(card, { recipient: { id: "29:viewer" } });
    const theirs = all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", only).body.id;

    await expect(pressed(all, posted(all, card), "Delete")).rejects.toThrow("Acknowledge (ack)");
    await expect(pressed(all, theirs, "ack")).rejects.toThrow("operator sees no message");
  });

  it("of a plain Submit button sends a message without words", async () => {
    const all = tenant();
    all.bot = async () => ({ status: 500, body: "" });

    await pressed(all, posted(all, { actions: [{ type: "Action.Submit", title: "Go", data: { a: 1 } }] }), "Go");

    expect(all.received[0]?.activity).toMatchObject({ type: "message", value: { a: 1 } });
    expect(all.received[0]?.activity.text).toBeUndefined();
  });

  it("arrives twice, the very same, under the fault repeat", async () => {
    const all = tenant();
    all.fault("repeat", 1);
    all.bot = async () => ({ status: 500, body: "" });

    await pressed(all, posted(all, card), "ack");

    expect(all.received).toHaveLength(2);
    expect(all.received[1]).toEqual(all.received[0]);
  });
});

describe("a form", () => {
  const fields = [
    { type: "Input.Text", id: "field:name", label: "Name", isRequired: true, errorMessage: "missing" },
    {
      type: "Input.ChoiceSet",
      id: "field:crm",
      label: "CRM",
      value: "sf",
      choices: [
        { title: "Salesforce", value: "sf" },
        { title: "HubSpot", value: "hs" },
      ],
    },
    { type: "Input.Toggle", id: "field:all", title: "All of them" },
  ];
  const dialog = {
    type: "AdaptiveCard",
    version: "1.5",
    body: fields,
    actions: [{ type: "Action.Submit", title: "Save", data: { form: "f1" } }],
  };
  const opener = {
    actions: [
      {
        type: "Action.Submit",
        id: "map",
        title: "Map",
        data: { crmsync: { id: "map" }, msteams: { type: "task/fetch" } },
      },
    ],
  };
  const opened = (content: unknown) =>
    json({ task: { type: "continue", value: { title: "Map a field", card: { contentType: ADAPTIVE, content } } } });

  async function open(all: Tenant) {
    all.bot = async () => opened(dialog);
    const message = posted(all, opener);
    return { message, answer: await pressed(all, message, "Map") };
  }

  it("opens as a dialog", async () => {
    const all = tenant();

    const { message, answer } = await open(all);

    expect(all.received[0]?.activity).toMatchObject({
      name: "task/fetch",
      replyToId: message,
      value: { data: { crmsync: { id: "map" } }, context: { theme: "default" } },
    });
    expect(answer).toMatchObject({
      shown: [],
      view: {
        title: "Map a field",
        fields: [
          { id: "field:name", label: "Name", kind: "text", options: [], value: "", required: true },
          {
            label: "CRM",
            kind: "select",
            options: [
              { label: "Salesforce", value: "sf" },
              { label: "HubSpot", value: "hs" },
            ],
            value: "sf",
          },
          { label: "All of them", kind: "toggle", value: "false" },
        ],
        buttons: [{ label: "Save", kind: "submit" }, { kind: "close" }],
      },
    });
  });

  it("sends its values by label, and closes when the bot answers nothing", async () => {
    const all = tenant();
    const { answer, message } = await open(all);
    const view = answer.view?.id ?? "";
    all.bot = async () => {
      all.connector("POST", `${CHANNEL};messageid=${message}`, "activities", { type: "message", text: "mapped" });
      return { status: 200, body: "" };
    };

    const sent = await submit(all.teams, all.wire, {
      user: "operator",
      view,
      values: { name: "Phone", CRM: "HubSpot", "All of them": "yes" },
    });
    const left = await teamsControl(all.teams, all.wire, "GET", ["users", "operator", "view"], {});

    expect(all.received[1]?.activity).toMatchObject({
      name: "task/submit",
      value: { data: { form: "f1", "field:name": "Phone", "field:crm": "hs", "field:all": "true" } },
    });
    expect([sent.shown.map((one) => one.text), left]).toEqual([["mapped"], null]);
  });

  it("stays the same dialog when the bot answers with another card, and ends with words", async () => {
    const all = tenant();
    const { answer } = await open(all);
    const view = answer.view?.id ?? "";
    const send = () => submit(all.teams, all.wire, { user: "operator", view, values: { Name: "x" } });

    all.bot = async () => opened({ ...dialog, body: [{ type: "TextBlock", text: "Name is taken." }, ...fields] });
    const again = await send();
    all.bot = async () => json({ task: { type: "message", value: "Saved." } });
    const ended = await send();

    expect(again.view).toMatchObject({
      id: view,
      title: "Map a field",
      text: expect.stringContaining("Name is taken."),
    });
    expect([ended.shown.map((one) => one.text), ended.view, all.teams.state.dialogs.size]).toEqual([
      ["Saved."],
      null,
      0,
    ]);
  });

  it("is not sent while a required field is empty or a field is unknown", async () => {
    const all = tenant();
    const { answer } = await open(all);
    const send = (values: Record<string, string>) =>
      submit(all.teams, all.wire, { user: "operator", view: answer.view?.id ?? "", values });

    await expect(send({})).rejects.toThrow("Name: is required");
    await expect(send({ Name: "x", Colour: "red" })).rejects.toThrow("unknown field Colour; this form has: Name, CRM");
    await expect(send({ Name: "x", CRM: "Pipedrive" })).rejects.toThrow("there are: Salesforce, HubSpot");
    expect(all.received).toHaveLength(1);
  });

  it("may stand in a message, whose button sends the values too", async () => {
    const all = tenant();
    const inMessage = {
      body: fields,
      actions: [{ type: "Action.Execute", title: "Save", verb: "submit", data: { form: "f1" } }],
    };
    all.bot = async ({ activity }) => {
      if (activity.type === "message")
        all.connector("POST", activity.conversation.id, "activities", withCard(inMessage));
      return json({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Saved." });
    };

    const asked = await typed(all, "map");
    const sent = await submit(all.teams, all.wire, {
      user: "operator",
      view: asked.view?.id ?? "",
      values: { Name: "Phone" },
    });

    expect(asked.view).toMatchObject({ id: asked.shown[0]?.id, fields: [{ label: "Name" }, { label: "CRM" }, {}] });
    expect(all.received[1]?.activity.value).toMatchObject({
      action: { verb: "submit", data: { form: "f1", "field:name": "Phone", "field:crm": "sf" } },
    });
    expect(sent.shown).toMatchObject([{ text: "Saved." }]);
  });

  it("that Teams could not draw is told to the person", async () => {
    const all = tenant();
    all.bot = async () => opened({ ...dialog, version: "1.9" });

    const answer = await pressed(all, posted(all, opener), "Map");

    expect(answer).toMatchObject({
      view: null,
      shown: [{ private: true, text: "Something went wrong. Please try again." }],
    });
  });
});

describe("the bot's place", () => {
  it("is told for each channel that it was added", async () => {
    const all = tenant();

    const statuses = await install(all.teams, all.wire);

    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(all.received.map(({ activity }) => [activity.type, activity.conversation.id])).toEqual([
      ["conversationUpdate", CHANNEL],
      ["installationUpdate", CHANNEL],
      ["conversationUpdate", "19:sales-ops@thread.tacv2"],
      ["installationUpdate", "19:sales-ops@thread.tacv2"],
    ]);
    expect(all.received[0]?.activity).toMatchObject({
      membersAdded: [{ id: `28:${APP}` }],
      channelData: { eventType: "teamMemberAdded", channel: { id: CHANNEL } },
    });
  });

  it("is lost when it is removed, and found again when it is added", async () => {
    const all = tenant();
    const post = () => all.connector("POST", CHANNEL, "activities", { type: "message", text: "hello" });
    const place = (change: string) =>
      teamsControl(all.teams, all.wire, "POST", ["install"], { channel: "crm-alerts", do: change });

    await place("remove");
    const out = post();
    await place("add");
    const back = post();

    expect([out.status, out.body.error.code, back.status]).toEqual([403, "BotNotInConversationRoster", 201]);
  });

  it("in a personal chat is told when it is first looked at, and what it wrote there first is its home", async () => {
    const all = tenant();
    all.bot = async ({ activity }) => {
      if (activity.type === "installationUpdate")
        all.connector("POST", activity.conversation.id, "activities", withCard({ body: [TEXT] }));
      return json({});
    };

    const first = await teamsControl(all.teams, all.wire, "GET", ["home", "viewer"], {});
    const again = await teamsControl(all.teams, all.wire, "GET", ["home", "viewer"], {});

    expect(first).toMatchObject({ text: "Salesforce", version: 1, private: true });
    expect(again).toEqual(first);
    expect(all.received).toHaveLength(2);
  });
});
