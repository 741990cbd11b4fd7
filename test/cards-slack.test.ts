import { describe, expect, it } from "vitest";
import { renderView } from "../bots/slack/form.ts";
import { LIMITS } from "../bots/slack/limits.ts";
import { renderMessage } from "../bots/slack/render.ts";
import { plainCard } from "./fakes/cards.ts";
import { slackFaults } from "./fakes/slack-lint.ts";
import { writtenFor } from "./fakes/written-cards.ts";

const written = writtenFor("slack");

describe("every message, view and Home view that npm run cards writes for Slack", () => {
  it("is taken by Slack", () => {
    const faults = written.flatMap(({ name, sent, surface }) =>
      slackFaults(sent, surface).map((fault) => `${name}: ${fault}`),
    );

    expect(written.length).toBeGreaterThan(1_000);
    expect(faults).toEqual([]);
  });
});

type Json = { [key: string]: unknown };

/** A message and a form with one of everything, as our renderer writes them: nothing is wrong with either. */
const button = {
  type: "button",
  id: "b",
  label: "Go",
  confirm: { title: "Sure?", text: "It is done.", ok: "Go" },
} as const;
const options = [{ label: "One", value: "1" }];
const select = { type: "select", id: "s", label: "Pick", options } as const;
const facts = [{ label: "Waiting", value: "3" }];
const rich = plainCard("H", { lines: [["At ", { at: 0 }, "."]], facts, actions: [button, select], footer: "End." });
const fields = (["text", "email", "number", "date", "select"] as const).map((kind) => ({
  name: kind,
  label: kind,
  kind,
  options,
  hint: "A hint.",
  value: { text: "x", email: "a@x.test", number: "1", date: "2026-11-21", select: "1" }[kind],
}));
const message = () => copy(renderMessage(rich).payload);
const form = () => copy(renderView(plainCard("H", { form: { id: "f", submit: "Save", fields } }), "place"));

const copy = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const long = (max: number) => "x".repeat(max + 1);
const plain = (text: string) => ({ type: "plain_text", text });

/** The same with another value at "blocks.0.text"; a number counts from the end when it is negative. */
function changed(payload: Json, path: string, value: unknown): Json {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const at = (holder: unknown, key: string): unknown =>
    Array.isArray(holder) ? holder.at(Number(key)) : (holder as Json)[key];
  const holder = keys.reduce<unknown>(at, payload) as Json;
  holder[last] = value;
  return payload;
}

/** Whether a fault is told of the place that was changed, or of what holds it. */
const isOf = (path: string) => (fault: string) => {
  const [place = ""] = fault.split(":");
  return place.startsWith(path.split(".").slice(0, 2).join(".")) || path.startsWith(place);
};

/** Of the message: header, lines, facts, actions, footer. */
describe("the lint of what is sent to Slack", () => {
  it("finds nothing wrong with what is right", () => {
    const faults = [slackFaults(message(), "message"), slackFaults(form(), "form")];

    expect(faults).toEqual([[], []]);
    expect(message()).toMatchObject({
      blocks: [{ type: "header" }, { type: "section" }, { fields: [{}] }, { type: "actions" }, { type: "context" }],
    });
  });

  it.each([
    ["no text", "text", ""],
    ["too long a text", "text", long(LIMITS.text)],
    ["no block", "blocks", []],
    ["too many blocks", "blocks", Array.from({ length: 51 }, () => ({ type: "header", text: plain("x") }))],
    ["too many characters", "blocks", Array.from({ length: 9 }, () => ({ type: "section", text: plain(long(1_500)) }))],
    ["an unknown block", "blocks.0", { type: "carousel" }],
    ["an unknown property", "blocks.0.color", "red"],
    ["a block without a text", "blocks.1", { type: "section" }],
    ["an empty text", "blocks.0.text.text", ""],
    ["a long header", "blocks.0.text.text", long(LIMITS.header)],
    ["formatting in a header", "blocks.0.text.type", "mrkdwn"],
    ["a long section", "blocks.1.text.text", long(LIMITS.sectionText)],
    ["a mention", "blocks.1.text.text", "<!channel>"],
    ["somebody's name", "blocks.1.text.text", "<@U1>"],
    ["a link without encryption", "blocks.1.text.text", "<http://evil.test|x>"],
    ["text that Slack would read on", "blocks.1.text.verbatim", false],
    ["too many fields", "blocks.2.fields", Array.from({ length: 11 }, () => plain("x"))],
    ["a long field", "blocks.2.fields.0.text", long(LIMITS.fieldText)],
    ["no button", "blocks.3.elements", []],
    [
      "too many buttons",
      "blocks.3.elements",
      Array.from({ length: 26 }, (_, at) => ({ type: "button", action_id: `b${at}`, text: plain("x") })),
    ],
    ["two buttons of one id", "blocks.3.elements.1.action_id", "b"],
    ["a long id", "blocks.3.elements.0.action_id", long(LIMITS.actionId)],
    ["a long button", "blocks.3.elements.0.text.text", long(LIMITS.buttonText)],
    ["an address that is none", "blocks.3.elements.0.url", "nowhere"],
    ["a style that is none", "blocks.3.elements.0.style", "positive"],
    ["a long question's title", "blocks.3.elements.0.confirm.title.text", long(LIMITS.confirmTitle)],
    ["a long question", "blocks.3.elements.0.confirm.text.text", long(LIMITS.confirmText)],
    ["a long answer", "blocks.3.elements.0.confirm.confirm.text", long(LIMITS.confirmButton)],
    ["a long placeholder", "blocks.3.elements.1.placeholder.text", long(LIMITS.placeholder)],
    ["no option", "blocks.3.elements.1.options", []],
    ["two options of one value", "blocks.3.elements.1.options", [0, 1].map(() => ({ text: plain("x"), value: "1" }))],
    [
      "too many options",
      "blocks.3.elements.1.options",
      Array.from({ length: 101 }, (_, at) => ({ text: plain("x"), value: `${at}` })),
    ],
    ["a long option", "blocks.3.elements.1.options.0.text.text", long(LIMITS.optionText)],
    ["a long value", "blocks.3.elements.1.options.0.value", long(LIMITS.optionValue)],
    ["a choice that is not offered", "blocks.3.elements.1.initial_option", { text: plain("x"), value: "2" }],
    ["a long footer", "blocks.4.elements.0.text", long(LIMITS.contextText)],
    ["two blocks of one id", "blocks", [0, 1].map(() => ({ type: "header", block_id: "a", text: plain("x") }))],
  ])("refuses %s in a message", (_, path, value) => {
    const faults = slackFaults(changed(message(), path, value), "message");

    expect(faults.filter(isOf(path))).not.toEqual([]);
  });

  it.each([
    ["no title", "title", undefined],
    ["a long title", "title.text", long(LIMITS.viewTitle)],
    ["a long button", "submit.text", long(LIMITS.viewButton)],
    ["inputs without a button", "submit", undefined],
    ["a long memory", "private_metadata", long(LIMITS.viewMetadata)],
    ["too many blocks", "blocks", Array.from({ length: 101 }, () => ({ type: "header", text: plain("x") }))],
    ["no label", "blocks.1.label", undefined],
    ["a long hint", "blocks.1.hint.text", long(LIMITS.inputHint)],
    ["a long value", "blocks.0.element.initial_value", long(LIMITS.inputValue)],
    ["an unknown input", "blocks.0.element.type", "file_input"],
    ["a day that is none", "blocks.3.element.initial_date", "21.11.2026"],
    ["two inputs of one id", "blocks.1.block_id", "text"],
  ])("refuses %s in a view", (_, path, value) => {
    const faults = slackFaults(changed(form(), path, value), "form");

    expect(faults.filter(isOf(path))).not.toEqual([]);
  });

  it("refuses inputs in a message and in a Home view", () => {
    const { blocks } = form();

    const faults = [slackFaults({ text: "x", blocks }, "message"), slackFaults({ type: "home", blocks }, "home")];

    expect(faults.map((one) => one.length > 0)).toEqual([true, true]);
  });
});
