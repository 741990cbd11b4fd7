import { describe, expect, it } from "vitest";
import { stand } from "../../../src/sandbox/teams/shown.ts";
import { inChannel, privateTo } from "../../../src/sandbox/teams/state.ts";
import { APP, CHANNEL, TENANT, type Tenant, tenant, withCard } from "./teams-tenant.ts";

const HELLO = { type: "message", text: "hello" };
const inAlerts = (all: Tenant) => inChannel(all.teams.state, CHANNEL).map((one) => stand(one));

describe("the token endpoint", () => {
  const asked = {
    grant_type: "client_credentials",
    client_id: APP,
    client_secret: "secret-1",
    scope: "https://api.botframework.com/.default",
  };
  const path = (name: string) => `/teams/login/${name}/oauth2/v2.0/token`;
  const form = (more: Record<string, string>) => new URLSearchParams({ ...asked, ...more }).toString();

  it("gives a token that is good for an hour less a second", () => {
    const all = tenant();

    const { status, body } = all.call("POST", path(TENANT), form({}));
    const now = all.call("GET", `/teams/connector/v3/conversations/${CHANNEL}/members`, undefined, body.access_token);
    all.clock.ms += 3_599_000;
    const later = all.call("GET", `/teams/connector/v3/conversations/${CHANNEL}/members`, undefined, body.access_token);

    expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 3599]);
    expect([now.status, later.status]).toEqual([200, 401]);
    expect(later.body.error.code).toBe("Unauthorized");
  });

  it.each([
    ["a wrong secret", TENANT, { client_secret: "no" }, 401, "invalid_client"],
    ["an unknown app", TENANT, { client_id: "other" }, 400, "unauthorized_client"],
    ["another tenant", "elsewhere", {}, 400, "invalid_request"],
    ["another grant", TENANT, { grant_type: "password" }, 400, "unsupported_grant_type"],
    ["another scope", TENANT, { scope: "https://graph.microsoft.com/.default" }, 400, "invalid_scope"],
  ])("refuses %s", (_what, name, more, status, error) => {
    const answer = tenant().call("POST", path(name), form(more));

    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });
});

describe("messages", () => {
  it("are posted into a channel, replied to in their thread, edited and deleted", () => {
    const all = tenant();

    const root = all.connector(
      "POST",
      CHANNEL,
      "activities",
      withCard({ fallbackText: "Salesforce is down.", body: [{ type: "TextBlock", text: "Salesforce" }] }),
    );
    const reply = all.connector("POST", `${CHANNEL};messageid=${root.body.id}`, "activities", HELLO);
    const other = all.connector("POST", CHANNEL, `activities/${root.body.id}`, { type: "message", text: "again" });
    const edit = all.connector("PUT", CHANNEL, `activities/${root.body.id}`, { type: "message", text: "fine now" });
    const gone = all.connector("DELETE", CHANNEL, `activities/${other.body.id}`);

    expect([root.status, reply.status, other.status, edit.status, gone.status]).toEqual([201, 201, 201, 200, 200]);
    expect(inAlerts(all)).toMatchObject([
      {
        id: root.body.id,
        thread: null,
        text: "fine now",
        card: null,
        version: 2,
        channel: "crm-alerts",
        private: false,
      },
      { id: reply.body.id, thread: root.body.id, text: "hello", version: 1 },
    ]);
  });

  it("read as what is said to those who do not see the card, then all that it shows", () => {
    const all = tenant();
    const body = [
      { type: "TextBlock", text: "Salesforce" },
      { type: "FactSet", facts: [{ title: "Queue", value: "12" }] },
      { type: "ColumnSet", columns: [{ items: [{ type: "TextBlock", text: "left" }] }] },
      {
        type: "Table",
        rows: [
          { cells: [{ items: [{ type: "TextBlock", text: "a" }] }, { items: [{ type: "TextBlock", text: "b" }] }] },
        ],
      },
    ];

    all.connector("POST", CHANNEL, "activities", withCard({ fallbackText: "All is well.", body }));

    expect(inAlerts(all)[0]?.text).toBe("All is well.\nSalesforce\nQueue: 12\nleft\na | b");
  });

  it("may be for one person alone, who is found by targeted calls only", () => {
    const all = tenant();
    const only = { ...HELLO, recipient: { id: "29:viewer", isTargeted: true } };

    const sent = all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", only);
    const plain = all.connector("PUT", CHANNEL, `activities/${sent.body.id}`, HELLO);
    const edit = all.connector("PUT", CHANNEL, `activities/${sent.body.id}?isTargetedActivity=true`, {
      ...only,
      text: "edited",
    });
    const nobody = all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", HELLO);

    expect([sent.status, plain.status, edit.status, nobody.status]).toEqual([201, 404, 200, 400]);
    expect(inAlerts(all)).toEqual([]);
    expect(privateTo(all.teams.state, "29:viewer").map((one) => stand(one))).toMatchObject([
      { text: "edited", private: true, channel: "crm-alerts" },
    ]);
    expect(privateTo(all.teams.state, "29:operator")).toEqual([]);
  });

  it("reach a person's own chat, which begins with the conversation", () => {
    const all = tenant();
    const members = [{ id: "29:operator" }];

    const early = all.connector("POST", "a:1-operator-with-crmsync", "activities", HELLO);
    const begun = all.call("POST", "/teams/connector/v3/conversations", { isGroup: false, members, tenantId: TENANT });
    const again = all.call("POST", "/v3/conversations", { members: [{ id: "00000000-0000-4000-8000-000000000003" }] });
    const sent = all.connector("POST", begun.body.id, "activities", HELLO);
    const hidden = all.connector("POST", begun.body.id, "activities?isTargetedActivity=true", {
      ...HELLO,
      recipient: members[0],
    });

    expect([early.status, begun.status, sent.status, hidden.status]).toEqual([404, 201, 201, 400]);
    expect(begun.body.serviceUrl).toBe("http://127.0.0.1:4004/teams/connector/");
    expect(again.body.id).toBe(begun.body.id);
    expect(privateTo(all.teams.state, "29:operator").map((one) => one.text)).toEqual(["hello"]);
  });

  it("begin a thread in a channel with their conversation", () => {
    const all = tenant();

    const made = all.call("POST", "/v3/conversations", {
      isGroup: true,
      channelData: { channel: { id: CHANNEL } },
      activity: HELLO,
    });

    expect(made.body).toMatchObject({ id: `${CHANNEL};messageid=${made.body.activityId}` });
    expect(inAlerts(all)).toMatchObject([{ id: made.body.activityId, thread: null }]);
  });
});

describe("members", () => {
  it("are found all together, by the page and one by one", () => {
    const all = tenant();

    const every = all.connector("GET", CHANNEL, "members");
    const page = all.connector("GET", CHANNEL, "pagedmembers?pageSize=3");
    const rest = all.connector(
      "GET",
      CHANNEL,
      `pagedmembers?pageSize=3&continuationToken=${page.body.continuationToken}`,
    );
    const one = all.connector("GET", CHANNEL, "members/00000000-0000-4000-8000-000000000004");
    const nobody = all.connector("GET", CHANNEL, "members/29:nobody");

    expect(every.body.map((member: { name: string }) => member.name)).toEqual([
      "stranger",
      "viewer",
      "operator",
      "admin",
    ]);
    expect([page.body.members.length, rest.body.members.length, rest.body.continuationToken]).toEqual([
      3,
      1,
      undefined,
    ]);
    expect(one.body).toMatchObject({ id: "29:admin", name: "admin", tenantId: TENANT });
    expect(nobody.body.error.code).toBe("MemberNotFoundInConversation");
  });
});

describe("what is refused", () => {
  const long = "x".repeat(29 * 1024);
  it.each([
    ["an unknown conversation", "19:other@thread.tacv2", HELLO, 404, "ConversationNotFound"],
    ["an unknown thread", `${CHANNEL};messageid=1`, HELLO, 404, "ConversationNotFound"],
    [
      "a card that is too big",
      CHANNEL,
      withCard({ body: [{ type: "TextBlock", text: long }] }),
      413,
      "MessageSizeTooBig",
    ],
    ["an activity that is too big", CHANNEL, { type: "message", text: long.repeat(4) }, 413, "MessageSizeTooBig"],
    ["a card of a later version", CHANNEL, withCard({ version: "1.6" }), 400, "BadSyntax"],
    ["an unknown element", CHANNEL, withCard({ body: [{ type: "Banner" }] }), 400, "BadSyntax"],
    [
      "an id used twice",
      CHANNEL,
      withCard({ actions: [1, 2].map(() => ({ type: "Action.Execute", id: "a" })) }),
      400,
      "BadSyntax",
    ],
    ["a message with nothing in it", CHANNEL, { type: "message" }, 400, "BadSyntax"],
  ])("%s", (_what, conversation, activity, status, code) => {
    const answer = tenant().connector("POST", conversation, "activities", activity);

    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it("edits of what is not there, and any call without a token", () => {
    const all = tenant();

    const edit = all.connector("PUT", CHANNEL, "activities/1", HELLO);
    const bare = all.call("POST", `/v3/conversations/${CHANNEL}/activities`, HELLO, "nonsense");

    expect([edit.status, edit.body.error.code]).toEqual([404, "ActivityNotFoundInConversation"]);
    expect([bare.status, bare.body.error.code]).toEqual([401, "Unauthorized"]);
  });

  it("elements that other programs may send, because Teams draws them or they say what to draw instead", () => {
    const body = [{ type: "Chart.Line" }, { type: "ProgressBar" }, { type: "Later", fallback: "drop" }];

    expect(tenant().connector("POST", CHANNEL, "activities", withCard({ body })).status).toBe(201);
  });
});

describe("limits", () => {
  it("lets seven messages a second into a conversation, eight in two, and counts each conversation alone", () => {
    const all = tenant();
    const post = (room = CHANNEL) => all.connector("POST", room, "activities", HELLO);

    const first = Array.from({ length: 8 }, () => post().status);
    const elsewhere = post("19:sales-ops@thread.tacv2").status;
    all.clock.ms += 1000;
    const eighth = post().status;
    const ninth = post();
    all.clock.ms += 1000;
    const later = post().status;

    expect(first).toEqual([201, 201, 201, 201, 201, 201, 201, 429]);
    expect([elsewhere, eighth, ninth.status, later]).toEqual([201, 201, 429, 201]);
    expect([ninth.body.error.code, ninth.headers["retry-after"]]).toEqual(["TooManyRequests", "1"]);
  });

  it("lets sixty in thirty seconds", () => {
    const all = tenant();
    const statuses = Array.from({ length: 61 }, () => {
      all.clock.ms += 300;
      return all.connector("POST", CHANNEL, "activities", HELLO);
    });

    expect(statuses.filter((one) => one.status === 201)).toHaveLength(60);
    expect(statuses.at(-1)?.headers["retry-after"]).toBe("12");
  });

  it("lets fifty calls a second of the app through, wherever they go", () => {
    const all = tenant();
    const rooms = [
      CHANNEL,
      "19:sales-ops@thread.tacv2",
      ...["stranger", "viewer", "operator", "admin"].map((one) => `a:1-${one}-with-crmsync`),
    ];
    for (const room of rooms) all.teams.state.rooms.add(room);

    const statuses = rooms.flatMap((room) => [
      ...Array.from({ length: 5 }, () => all.connector("POST", room, "activities", HELLO).status),
      ...Array.from({ length: 5 }, () => all.connector("GET", room, "members").status),
    ]);

    expect(statuses.filter((one) => one < 300)).toHaveLength(50);
    expect(statuses.filter((one) => one === 429)).toHaveLength(10);
  });
});

describe("faults", () => {
  it.each([
    ["chat-429", { retryAfterS: 7 }, 429, "TooManyRequests"],
    ["chat-412", {}, 412, "PreconditionFailed"],
    ["chat-down", {}, 503, "ServiceUnavailable"],
    ["invalid-blocks", {}, 400, "BadSyntax"],
  ])("%s strikes a message with a card once", (name, parameters, status, code) => {
    const all = tenant();
    all.fault(name, 1, parameters);

    const struck = all.connector("POST", CHANNEL, "activities", withCard({}));
    const next = all.connector("POST", CHANNEL, "activities", withCard({}));

    expect([struck.status, struck.body.error.code, next.status]).toEqual([status, code, 201]);
  });

  it("no-targeted refuses what is for one person alone", () => {
    const all = tenant();
    all.fault("no-targeted");

    const only = all.connector("POST", CHANNEL, "activities?isTargetedActivity=true", {
      ...HELLO,
      recipient: { id: "29:viewer" },
    });
    const plain = all.connector("POST", CHANNEL, "activities", HELLO);

    expect([only.status, plain.status]).toEqual([400, 201]);
  });
});
