import { useRef, useState } from "react";
import { useActing } from "./acting.ts";
import { Blocks } from "./blocks.tsx";
import { ask, type Message, type View } from "./calls.ts";
import { CommandLine } from "./command.tsx";
import { MessageRow } from "./message.tsx";
import { Modal } from "./modal.tsx";
import { ChannelPicker } from "./pickers.tsx";
import { usePolled } from "./polling.ts";
import { useScrolledDown } from "./scrolled.ts";

/** A person's own conversation with the bot, as the sandbox calls it. */
const DIRECT = "directmessage";

/** The Slack channel as one person sees it. */
export function SlackChat({
  channels = ["crm-sync"],
  user,
  say,
}: {
  channels: readonly string[] | undefined;
  user: string;
  say: (text: string | null) => void;
}) {
  const [channel, setChannel] = useState("crm-sync");
  const load = async () => {
    const [own, open] = await Promise.all([
      ask<Message[]>(`/slack/users/${user}/messages`),
      ask<View | null>(`/slack/users/${user}/view`),
    ]);
    const shared = channel === DIRECT ? [] : await ask<Message[]>(`/slack/channels/${channel}/messages`);
    const mine = own.filter((one) => one.channel === channel);
    return { messages: [...shared, ...mine].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)), view: open };
  };
  const { value, reload } = usePolled(load, `${user} ${channel}`);
  const { busy, act } = useActing("slack", user, say, reload);
  const messages = value?.messages ?? [];
  const asked = useRef(false);
  const box = useScrolledDown(messages.length, asked, busy);

  const press = (message: string, action: string, picked?: string) =>
    void act("press", { message, action, ...(picked === undefined ? {} : { value: picked }) });
  const send = (text: string) => {
    asked.current = true;
    void act("command", { channel, text: text.replace(/^\/crmsync\b\s*/, "") });
  };
  const roots = messages.filter((one) => one.thread === null || !messages.some((root) => root.id === one.thread));
  return (
    <section className="chat slack" aria-label="Slack">
      <div className="chat-head">
        <h2>Slack</h2>
        <ChannelPicker
          names={[...channels, DIRECT]}
          chosen={channel}
          choose={setChannel}
          label={(name) => (name === DIRECT ? "@crmsync" : `#${name}`)}
        />
      </div>
      <div className="messages" ref={box}>
        {messages.length === 0 ? (
          <p className="empty">Nothing here yet. Type a command below, for example “status”.</p>
        ) : null}
        {roots.map((root) => (
          <MessageRow
            key={root.id}
            message={root}
            replies={messages.filter((one) => one.thread === root.id && one.id !== root.id)}
            press={press}
          />
        ))}
      </div>
      <CommandLine id="command" before="/crmsync" busy={busy} send={send} />
      {value?.view ? (
        <Modal
          key={value.view.id}
          view={value.view}
          busy={busy}
          submit={(values) => void act("submit", { view: value.view?.id, values })}
          close={() => void act("close", { view: value.view?.id })}
        >
          <ViewBlocks view={value.view} press={press} />
        </Modal>
      ) : null}
    </section>
  );
}

function ViewBlocks({ view, press }: { view: View; press: (view: string, action: string, picked?: string) => void }) {
  return <Blocks blocks={view.blocks} press={(action, picked) => press(view.id, action, picked)} />;
}
