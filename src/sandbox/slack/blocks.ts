import { isShape, listOf, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { checkElement, checkImage, IN_ACTIONS, IN_INPUT, IN_SECTION } from "./elements.ts";
import { checkLength, checkText, type Say } from "./text.ts";

/** Where blocks stand; a message takes 50, a modal or a home view 100. */
type Surface = "message" | "modal" | "home";

const CHECKS: Readonly<Record<string, (block: Shape, pointer: string, say: Say) => void>> = {
  section: checkSection,
  header: (block, pointer, say) => checkText(block.text, `${pointer}/text`, 150, true, say),
  divider: () => {},
  image: checkImage,
  context: checkContext,
  actions: checkActions,
  input: checkInput,
  markdown: (block, pointer, say) => checkLength(block.text, `${pointer}/text`, 12_000, say),
  rich_text: (block, pointer, say) => {
    if (!Array.isArray(block.elements)) say(`${pointer}/elements`, "missing required field");
  },
  table: checkTable,
};

/** Messages only: what Slack refuses in a modal or a home view. */
const MESSAGE_ONLY = ["table", "markdown"];

/** Every fault of some blocks in Slack's words, e.g. "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]". */
export function blockFaults(blocks: unknown, surface: Surface, root = "/blocks"): readonly string[] {
  const faults: string[] = [];
  const say: Say = (pointer, fault) => {
    faults.push(`[ERROR] ${fault} [json-pointer:${pointer}]`);
  };
  if (!Array.isArray(blocks)) {
    say(root, "must provide an array");
    return faults;
  }
  const max = surface === "message" ? 50 : 100;
  if (blocks.length > max) say(root, `no more than ${max} items allowed`);
  for (const [at, block] of blocks.entries()) checkBlock(block, `${root}/${at}`, surface, say);
  for (const id of repeated(blocks.map((block) => shapeOf(block).block_id)))
    say(root, `\`block_id\` "${id}" is used twice`);
  if (blocks.filter((block) => shapeOf(block).type === "table").length > 1) say(root, "only one table is allowed");
  return faults;
}

function checkBlock(block: unknown, pointer: string, surface: Surface, say: Say): void {
  if (!isShape(block)) {
    say(pointer, "must provide an object");
    return;
  }
  const type = textOf(block.type);
  const check = CHECKS[type];
  if (check === undefined || (surface !== "message" && MESSAGE_ONLY.includes(type))) {
    say(`${pointer}/type`, `unsupported type: ${type === "" ? "none" : type}`);
    return;
  }
  if (block.block_id !== undefined) checkLength(block.block_id, `${pointer}/block_id`, 255, say);
  check(block, pointer, say);
}

function checkSection(block: Shape, pointer: string, say: Say): void {
  if (block.text === undefined && block.fields === undefined) say(pointer, "missing required field: text or fields");
  if (block.text !== undefined) checkText(block.text, `${pointer}/text`, 3000, false, say);
  if (block.fields !== undefined) {
    const fields = listOf(block.fields);
    if (fields.length === 0) say(`${pointer}/fields`, "must have at least 1 item");
    if (fields.length > 10) say(`${pointer}/fields`, "no more than 10 items allowed");
    for (const [at, field] of fields.entries()) checkText(field, `${pointer}/fields/${at}`, 2000, false, say);
  }
  if (block.accessory !== undefined) checkElement(block.accessory, `${pointer}/accessory`, IN_SECTION, say);
}

function checkContext(block: Shape, pointer: string, say: Say): void {
  const elements = listOf(block.elements);
  if (elements.length === 0) say(`${pointer}/elements`, "must have at least 1 item");
  if (elements.length > 10) say(`${pointer}/elements`, "no more than 10 items allowed");
  for (const [at, element] of elements.entries()) {
    const where = `${pointer}/elements/${at}`;
    if (shapeOf(element).type === "image") checkElement(element, where, ["image"], say);
    else checkText(element, where, 3000, false, say);
  }
}

function checkActions(block: Shape, pointer: string, say: Say): void {
  const elements = listOf(block.elements);
  if (elements.length === 0) say(`${pointer}/elements`, "must have at least 1 item");
  if (elements.length > 25) say(`${pointer}/elements`, "no more than 25 items allowed");
  for (const [at, element] of elements.entries()) checkElement(element, `${pointer}/elements/${at}`, IN_ACTIONS, say);
  for (const id of repeated(elements.map((element) => shapeOf(element).action_id)))
    say(`${pointer}/elements`, `\`action_id\` "${id}" already exists for another element`);
}

function checkInput(block: Shape, pointer: string, say: Say): void {
  checkText(block.label, `${pointer}/label`, 2000, true, say);
  if (block.hint !== undefined) checkText(block.hint, `${pointer}/hint`, 2000, true, say);
  checkElement(block.element, `${pointer}/element`, IN_INPUT, say);
}

function checkTable(block: Shape, pointer: string, say: Say): void {
  const rows = listOf(block.rows);
  if (rows.length === 0) say(`${pointer}/rows`, "must have at least 1 item");
  if (rows.length > 100) say(`${pointer}/rows`, "no more than 100 items allowed");
  for (const [at, row] of rows.entries()) {
    const cells = listOf(row);
    if (cells.length === 0 || cells.length > 20) say(`${pointer}/rows/${at}`, "must have 1 to 20 items");
    for (const [column, cell] of cells.entries()) {
      const type = textOf(shapeOf(cell).type);
      const where = `${pointer}/rows/${at}/${column}`;
      if (type === "raw_text") checkLength(shapeOf(cell).text, `${where}/text`, 3000, say);
      else if (type !== "rich_text") say(`${where}/type`, `unsupported type: ${type === "" ? "none" : type}`);
    }
  }
}

function repeated(ids: readonly unknown[]): readonly string[] {
  const known = ids.filter((id) => typeof id === "string");
  return [...new Set(known.filter((id, at) => known.indexOf(id) !== at))];
}
