import { Component, type ReactNode } from "react";
import { Message as Drawn } from "slack-blocks-to-jsx";
import type { Block } from "./calls.ts";
import { Element } from "./element.tsx";
import { MARK, MARKS } from "./marks.ts";

export type Pressed = (action: string, picked?: string) => void;

const USERS = ["stranger", "viewer", "operator", "admin"];
const IDS = ["U0STRANGER", "U0VIEWER01", "U0OPERATOR", "U0ADMIN001"];

const hooks = {
  emoji: ({ name }: { name: string }, parse: (emoji: { name: string }) => string) =>
    name.startsWith("tone-") ? <i className={`mark ${name}`} role="img" aria-label={name.slice(5)} /> : parse({ name }),
};

/** Text and layout come from the published renderer; whatever can be pressed or picked is drawn by us. */
export function Blocks({ blocks, press }: { blocks: readonly Block[]; press: Pressed }) {
  return (
    <div className="blocks">
      {grouped(blocks).map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a message have no other name, and it is redrawn whole
        <Group key={at} group={group} press={press} />
      ))}
    </div>
  );
}

function Group({ group, press }: { group: readonly Block[]; press: Pressed }) {
  const [first] = group;
  if (first?.type === "actions")
    return (
      <div className="actions">
        {listOf(first.elements).map((element) => (
          <Element key={String(element.action_id)} element={element} press={press} />
        ))}
      </div>
    );
  if (first !== undefined && isBlock(first.accessory) && first.accessory.type !== "image") {
    const { accessory, ...rest } = first;
    return (
      <div className="with-accessory">
        <Text blocks={[rest]} />
        <Element element={accessory} press={press} />
      </div>
    );
  }
  return <Text blocks={group} />;
}

function Text({ blocks }: { blocks: readonly Block[] }) {
  const users = IDS.map((id, at) => ({ id, name: USERS[at] ?? id }));
  return (
    <Fallback text={JSON.stringify(blocks)}>
      <Drawn
        // The renderer's own type lists every block; ours come from outside and were checked by the simulated Slack.
        blocks={blocks.map(drawable) as never}
        logo=""
        name="crmsync"
        theme="light"
        withoutWrapper
        data={{ users, channels: [], user_groups: [] }}
        hooks={hooks}
      />
    </Fallback>
  );
}

/**
 * The renderer takes `verbatim` for "no formatting", where Slack only means "make no links"; and it unescapes before
 * it looks for links and mentions, so that an escaped "<" needs something behind it to stay text.
 */
function drawable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(drawable);
  if (!isBlock(value)) return value;
  const { verbatim: _verbatim, ...rest } = value;
  const parts = Object.entries(rest).map(([key, part]) => [key, drawable(part)]);
  const copy = Object.fromEntries(parts);
  if (typeof copy.text !== "string") return copy;
  const marked = copy.text.replace(MARK, (sign: string) => `:tone-${MARKS[sign]}:`);
  return { ...copy, text: copy.type === "mrkdwn" ? marked.replaceAll("&lt;", "&lt;\u200b") : marked };
}

/** A block that the renderer cannot draw is shown as it came, and the rest of the page stays. */
class Fallback extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <pre>{this.props.text}</pre> : this.props.children;
  }
}

/** Neighbours without anything to press are drawn together. */
function grouped(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  let open: Block[] | null = null;
  for (const block of blocks) {
    if (block.type === "input") continue;
    if (block.type === "actions" || isBlock(block.accessory)) {
      groups.push([block]);
      open = null;
    } else if (open === null) {
      open = [block];
      groups.push(open);
    } else open.push(block);
  }
  return groups;
}

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Block[] {
  return Array.isArray(value) ? value.filter(isBlock) : [];
}
