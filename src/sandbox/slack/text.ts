import { isShape, listOf, type Shape, shapeOf, textOf } from "../chat/shape.ts";

/** Notes one fault of a payload; the pointer is a JSON pointer into it. */
export type Say = (pointer: string, fault: string) => void;

export function checkLength(value: unknown, pointer: string, max: number, say: Say): void {
  if (typeof value !== "string") say(pointer, "must be a string");
  else if (value.length === 0) say(pointer, "must be more than 0 characters");
  else if (value.length > max) say(pointer, `must be less than ${max + 1} characters`);
}

/** A text object: `plain` refuses mrkdwn, as headers, buttons and options do. */
export function checkText(value: unknown, pointer: string, max: number, plain: boolean, say: Say): void {
  if (!isShape(value)) {
    say(pointer, "must provide an object");
    return;
  }
  const types = plain ? ["plain_text"] : ["plain_text", "mrkdwn"];
  if (!types.includes(textOf(value.type))) say(`${pointer}/type`, `must be one of: ${types.join(", ")}`);
  checkLength(value.text, `${pointer}/text`, max, say);
  if (value.emoji !== undefined && value.type === "mrkdwn") say(`${pointer}/emoji`, "is not allowed for mrkdwn");
}

/** Everything that can be read in some blocks or elements, in order, one part a line. */
export function readable(value: unknown): string {
  return readAll(value).join("\n");
}

function readAll(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(readAll);
  if (!isShape(value)) return [];
  if (typeof value.text === "string") return [value.text];
  return ["text", "title", "label", "fields", "rows", "elements", "accessory", "element", "alt_text"].flatMap((key) =>
    key === "rows" ? listOf(value.rows).map((row) => readAll(row).join(" | ")) : readAll(value[key]),
  );
}

const WRITTEN = /<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/g;
const BARE = /(https?:\/\/[^\s<>|"')]+)/g;

/**
 * Every address a person could follow from a message: link buttons first, then links in its text. Slack makes a link of
 * a bare address only in mrkdwn that is not verbatim; the text beside blocks is not shown.
 */
export function linksIn(blocks: readonly unknown[], text: string): readonly string[] {
  const written = blocks.length === 0 ? inText(text, WRITTEN) : [];
  return [...new Set([...addresses(blocks), ...mrkdwnIn(blocks).flatMap(inMrkdwn), ...written])];
}

function inText(text: string, links: RegExp): readonly string[] {
  return [...text.matchAll(links)].map((hit) => (hit[1] ?? "").replaceAll("&amp;", "&"));
}

function inMrkdwn(object: Shape): readonly string[] {
  const text = textOf(object.text);
  return [...inText(text, WRITTEN), ...(object.verbatim === true ? [] : inText(text.replace(WRITTEN, " "), BARE))];
}

function mrkdwnIn(value: unknown): readonly Shape[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isShape(value)) return [];
  return value.type === "mrkdwn" ? [value] : Object.values(value).flatMap(mrkdwnIn);
}

function addresses(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(addresses);
  if (!isShape(value)) return [];
  const own = typeof value.url === "string" ? [value.url] : [];
  return [...own, ...Object.values(value).flatMap(addresses)];
}

/** The sum that Slack holds against msg_blocks_too_long: all the text of all blocks. */
export function weight(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + weight(one), 0);
  if (!isShape(value)) return 0;
  const { type: _type, block_id: _block, action_id: _action, ...rest } = shapeOf(value) satisfies Shape;
  return Object.values(rest).reduce((sum: number, one) => sum + weight(one), 0);
}
