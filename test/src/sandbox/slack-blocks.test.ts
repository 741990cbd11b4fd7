import { expect, it } from "vitest";
import { blockFaults } from "../../../src/sandbox/slack/blocks.ts";
import { viewFaults } from "../../../src/sandbox/slack/views.ts";
import { workspace } from "./slack-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const button = (over: object = {}) => ({ type: "button", action_id: "a", text: plain("Go"), ...over });
const options = (count: number) => Array.from({ length: count }, (_, n) => ({ text: plain(`o${n}`), value: `${n}` }));
const actions = (...elements: unknown[]) => ({ type: "actions", elements });
const section = (over: object) => ({ type: "section", ...over });
const cells = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => ({ type: "raw_text", text: "x" })));

it.each([
  ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), "no more than 50 items allowed", "/blocks"],
  [
    "a section of 3,001",
    [section({ text: plain("x".repeat(3001)) })],
    "must be less than 3001 characters",
    "/blocks/0/text/text",
  ],
  ["an empty section", [section({})], "missing required field: text or fields", "/blocks/0"],
  ["an empty text", [section({ text: plain("") })], "must be more than 0 characters", "/blocks/0/text/text"],
  [
    "11 fields",
    [section({ fields: Array.from({ length: 11 }, () => plain("x")) })],
    "no more than 10 items allowed",
    "/blocks/0/fields",
  ],
  [
    "a field of 2,001",
    [section({ fields: [plain("x".repeat(2001))] })],
    "must be less than 2001 characters",
    "/blocks/0/fields/0/text",
  ],
  [
    "a header of 151",
    [{ type: "header", text: plain("x".repeat(151)) }],
    "must be less than 151 characters",
    "/blocks/0/text/text",
  ],
  [
    "a header of mrkdwn",
    [{ type: "header", text: { type: "mrkdwn", text: "x" } }],
    "must be one of: plain_text",
    "/blocks/0/text/type",
  ],
  [
    "26 buttons",
    [actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })))],
    "no more than 25 items allowed",
    "/blocks/0/elements",
  ],
  [
    "a button of 76",
    [actions(button({ text: plain("x".repeat(76)) }))],
    "must be less than 76 characters",
    "/blocks/0/elements/0/text/text",
  ],
  [
    "a value of 2,001",
    [actions(button({ value: "x".repeat(2001) }))],
    "must be less than 2001 characters",
    "/blocks/0/elements/0/value",
  ],
  [
    "an action_id of 256",
    [actions(button({ action_id: "x".repeat(256) }))],
    "must be less than 256 characters",
    "/blocks/0/elements/0/action_id",
  ],
  [
    "an address of 3,001",
    [actions(button({ url: `https://a.test/${"x".repeat(3000)}` }))],
    "must be less than 3001 characters",
    "/blocks/0/elements/0/url",
  ],
  [
    "an unknown style",
    [actions(button({ style: "loud" }))],
    "must be one of: primary, danger",
    "/blocks/0/elements/0/style",
  ],
  [
    "101 options",
    [actions({ type: "static_select", action_id: "s", options: options(101) })],
    "no more than 100 items allowed",
    "/blocks/0/elements/0/options",
  ],
  [
    "no options",
    [actions({ type: "static_select", action_id: "s", options: [] })],
    "must have at least 1 item",
    "/blocks/0/elements/0/options",
  ],
  [
    "a confirm text of 301",
    [actions(button({ confirm: { title: plain("t"), text: plain("x".repeat(301)) } }))],
    "must be less than 301 characters",
    "/blocks/0/elements/0/confirm/text/text",
  ],
  [
    "one action_id twice",
    [actions(button(), button())],
    '`action_id` "a" already exists for another element',
    "/blocks/0/elements",
  ],
  [
    "one block_id twice",
    [
      { type: "divider", block_id: "b" },
      { type: "divider", block_id: "b" },
    ],
    '`block_id` "b" is used twice',
    "/blocks",
  ],
  [
    "11 context items",
    [{ type: "context", elements: Array.from({ length: 11 }, () => plain("x")) }],
    "no more than 10 items allowed",
    "/blocks/0/elements",
  ],
  ["101 rows", [{ type: "table", rows: cells(101, 2) }], "no more than 100 items allowed", "/blocks/0/rows"],
  ["21 columns", [{ type: "table", rows: cells(1, 21) }], "must have 1 to 20 items", "/blocks/0/rows/0"],
  [
    "two tables",
    [
      { type: "table", rows: cells(1, 1) },
      { type: "table", rows: cells(1, 1) },
    ],
    "only one table is allowed",
    "/blocks",
  ],
  ["a block that nobody knows", [{ type: "fireworks" }], "unsupported type: fireworks", "/blocks/0/type"],
  [
    "an element that nobody knows",
    [actions({ type: "lever" })],
    "unsupported type: lever",
    "/blocks/0/elements/0/type",
  ],
])("refuses %s", (_name, blocks, fault, pointer) => {
  expect(blockFaults(blocks, "message")).toEqual([`[ERROR] ${fault} [json-pointer:${pointer}]`]);
});

it("lets everything at its limit through", () => {
  const blocks = [
    { type: "header", text: plain("x".repeat(150)) },
    section({ text: plain("x".repeat(3000)), accessory: button() }),
    section({ fields: Array.from({ length: 10 }, () => plain("x".repeat(200))) }),
    actions(...Array.from({ length: 25 }, (_, n) => button({ action_id: `a${n}`, value: "x".repeat(2000) }))),
    actions({ type: "static_select", action_id: "s", options: options(100) }),
    { type: "table", rows: cells(100, 20) },
    ...Array.from({ length: 44 }, () => ({ type: "divider" })),
  ];

  expect(blockFaults(blocks, "message")).toEqual([]);
});

it("holds a form to its own limits", () => {
  const input = { type: "input", label: plain("Name"), element: { type: "plain_text_input" } };

  const faults = viewFaults({ type: "modal", title: plain("x".repeat(25)), blocks: [input] }, "modal");

  expect(faults).toEqual([
    "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    "[ERROR] is required when there are input blocks [json-pointer:/view/submit]",
  ]);
});

it("answers invalid_blocks with each fault, and msg_blocks_too_long for too much text in all", async () => {
  const { client } = workspace();
  const channel = "C0CRMSYNC1";

  const wrong = await client
    .apiCall("chat.postMessage", { channel, text: "t", blocks: [{ type: "fireworks" }] })
    .catch((e) => e);
  const long = await client
    .apiCall("chat.postMessage", {
      channel,
      text: "t",
      blocks: Array.from({ length: 5 }, () => section({ text: plain("x".repeat(2900)) })),
    })
    .catch((e) => e);

  expect(wrong.data).toMatchObject({
    error: "invalid_blocks",
    response_metadata: { messages: ["[ERROR] unsupported type: fireworks [json-pointer:/blocks/0/type]"] },
  });
  expect(long.data.error).toBe("msg_blocks_too_long");
});
