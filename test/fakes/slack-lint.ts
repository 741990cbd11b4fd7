import { z } from "zod";
import { LIMITS } from "../../bots/slack/limits.ts";

// What Slack takes, written down a second time and without our renderer: docs.slack.dev, Block Kit reference.

const CONTROLS = /<(?!https:\/\/|http:\/\/(localhost|127\.|\[::1\])|!date\^\d+\^)/;

const plain = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });

const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z
      .string()
      .min(1)
      .max(max)
      .refine((text) => !CONTROLS.test(text), "a mention or a link that is not ours"),
    verbatim: z.literal(true),
  });

const either = (max: number) => z.union([plain(max), mrkdwn(max)]);

const blockId = { block_id: z.string().min(1).max(255).optional() };
const actionId = { action_id: z.string().min(1).max(LIMITS.actionId) };

const confirm = z.strictObject({
  title: plain(LIMITS.confirmTitle),
  text: either(LIMITS.confirmText),
  confirm: plain(LIMITS.confirmButton),
  deny: plain(LIMITS.confirmButton),
  style: z.enum(["primary", "danger"]).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  ...actionId,
  text: plain(LIMITS.buttonText),
  url: z.url().max(LIMITS.buttonUrl).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
});

const option = z.strictObject({
  text: plain(LIMITS.optionText),
  value: z.string().min(1).max(LIMITS.optionValue),
});

const select = z
  .strictObject({
    type: z.literal("static_select"),
    ...actionId,
    placeholder: plain(LIMITS.placeholder).optional(),
    options: z
      .array(option)
      .min(1)
      .max(LIMITS.options)
      .refine((options) => unique(options.map((one) => one.value)), "two options of one value"),
    initial_option: option.optional(),
  })
  .refine(
    ({ options, initial_option: chosen }) => !chosen || options.some((one) => one.value === chosen.value),
    "what is chosen is not offered",
  );

const typed = { ...actionId, initial_value: z.string().min(1).max(LIMITS.inputValue).optional() };
const input = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("plain_text_input"), ...typed, multiline: z.boolean().optional() }),
  z.strictObject({ type: z.literal("email_text_input"), ...typed }),
  z.strictObject({ type: z.literal("number_input"), ...typed, is_decimal_allowed: z.boolean() }),
  z.strictObject({ type: z.literal("datepicker"), ...actionId, initial_date: z.iso.date().optional() }),
  select,
]);

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), ...blockId, text: plain(LIMITS.header) }),
  z
    .strictObject({
      type: z.literal("section"),
      ...blockId,
      text: either(LIMITS.sectionText).optional(),
      fields: z.array(either(LIMITS.fieldText)).min(1).max(LIMITS.sectionFields).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, "neither text nor fields"),
  z.strictObject({
    type: z.literal("context"),
    ...blockId,
    elements: z.array(either(LIMITS.contextText)).min(1).max(10),
  }),
  z.strictObject({
    type: z.literal("actions"),
    ...blockId,
    elements: z
      .array(z.discriminatedUnion("type", [button, select]))
      .min(1)
      .max(LIMITS.actionElements)
      .refine((all) => unique(all.map((one) => one.action_id)), "two elements of one action_id"),
  }),
  z.strictObject({
    type: z.literal("input"),
    ...blockId,
    label: plain(LIMITS.inputLabel),
    hint: plain(LIMITS.inputHint).optional(),
    optional: z.boolean(),
    element: input,
  }),
]);

type Blocks = readonly z.output<typeof block>[];

const blocks = (max: number) =>
  z
    .array(block)
    .min(1)
    .max(max)
    .refine((all) => unique(all.flatMap((one) => one.block_id ?? [])), "two blocks of one block_id");

const noInputs = (all: Blocks) => all.every((one) => one.type !== "input");

const message = z.strictObject({
  text: z.string().min(1).max(LIMITS.text),
  blocks: blocks(LIMITS.messageBlocks)
    .refine(noInputs, "an input in a message")
    .refine((all) => JSON.stringify(all).length <= LIMITS.blockChars, "more characters than Slack takes"),
});

const modal = z
  .strictObject({
    type: z.literal("modal"),
    title: plain(LIMITS.viewTitle),
    close: plain(LIMITS.viewButton),
    submit: plain(LIMITS.viewButton).optional(),
    callback_id: z.string().min(1).max(255).optional(),
    private_metadata: z.string().max(LIMITS.viewMetadata),
    blocks: blocks(LIMITS.viewBlocks),
  })
  .refine((view) => view.submit !== undefined || noInputs(view.blocks), "inputs without a button that sends them");

const home = z.strictObject({
  type: z.literal("home"),
  blocks: blocks(LIMITS.viewBlocks).refine(noInputs, "an input in a Home view"),
});

const SURFACES = { message, form: modal, home } as const;

/** What Slack would refuse of a payload, or shows otherwise than it is meant: each with its place. Nothing = it is taken. */
export function slackFaults(payload: unknown, surface: keyof typeof SURFACES): readonly string[] {
  const read = SURFACES[surface].safeParse(payload);
  return read.success ? [] : read.error.issues.map(({ path, message: what }) => `${path.join(".")}: ${what}`);
}

function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}
