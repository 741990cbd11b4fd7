import { useRef, useState } from "react";
import { useActing } from "./acting.ts";
import { type Answered, ask, type TeamsMessage, type TeamsView } from "./calls.ts";
import { CommandLine } from "./command.tsx";
import { Modal } from "./modal.tsx";
import { ChannelPicker } from "./pickers.tsx";
import { usePolled } from "./polling.ts";
import { useScrolledDown } from "./scrolled.ts";
import { TeamsCard } from "./teams-card.tsx";
import { readable } from "./teams-card-text.ts";
import type { Deed } from "./teams-deed.ts";
import { PERSONAL, TeamsPost } from "./teams-message.tsx";

/** A Teams channel, or the personal chat, as one person sees it. */
export function TeamsChat({
  channels,
  user,
  say,
}: {
  channels: readonly string[];
  user: string;
  say: (text: string | null) => void;
}) {
  const [channel, setChannel] = useState(channels[0] ?? PERSONAL);
  const load = async () => {
    const [own, view] = await Promise.all([
      ask<TeamsMessage[]>(`/teams/users/${user}/messages`),
      ask<TeamsView | null>(`/teams/users/${user}/view`),
    ]);
    const shared = channel === PERSONAL ? [] : await ask<TeamsMessage[]>(`/teams/channels/${channel}/all`);
    const mine = own.filter((one) => one.channel === channel);
    // A card that was answered to one person stands in both lists: theirs is what they see.
    const others = shared.filter((one) => !mine.some((same) => same.id === one.id));
    const messages = [...others, ...mine].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    return { messages, view, own: own.map((one) => one.id) };
  };
  const { value, reload } = usePolled(load, `${user} ${channel}`);
  const { busy, act } = useActing("teams", user, say, reload);
  const messages = value?.messages ?? [];
  const open = value?.view ?? null;
  const asked = useRef(false);
  const box = useScrolledDown(messages.length, asked, busy);

  const [told, setTold] = useState<{ user: string; shown: Answered["shown"] }>({ user, shown: [] });
  const run = async (path: string, body: Readonly<Record<string, unknown>>) => {
    setTold({ user, shown: [] });
    const answer = await act(path, body);
    if (answer !== null && path !== "close") setTold({ user, shown: answer.shown });
  };
  const toast = told.user === user ? told.shown.filter((one) => isFleeting(one, value?.own ?? [])) : [];

  const doDeed = (message: string, deed: Deed) => {
    if (deed.do === "open") window.open(deed.url, "_blank", "noopener,noreferrer");
    else if (deed.do === "press")
      void run("press", {
        channel,
        message,
        action: deed.action,
        ...(deed.value === null ? {} : { value: deed.value }),
      });
    else if (deed.do === "submit") void run("submit", { view: message, values: deed.values });
  };
  const send = (text: string) => {
    asked.current = true;
    void run("command", { channel, text: text.replace(/^@crmsync\b\s*/, "") });
  };
  const roots = messages.filter((one) => one.thread === null || !messages.some((root) => root.id === one.thread));
  return (
    <section className="chat teams" aria-label="Teams">
      <div className="chat-head">
        <h2>Teams</h2>
        <ChannelPicker
          names={[...channels, PERSONAL]}
          chosen={channel}
          choose={setChannel}
          label={(name) => (name === PERSONAL ? "Chat" : name)}
        />
      </div>
      <div className="messages" ref={box}>
        {messages.length === 0 ? (
          <p className="empty">Nothing here yet. Mention the bot below, for example “@crmsync status”.</p>
        ) : null}
        {roots.map((root) => (
          <TeamsPost
            key={root.id}
            message={root}
            replies={messages.filter((one) => one.thread === root.id && one.id !== root.id)}
            act={doDeed}
          />
        ))}
      </div>
      {toast.map((one) => (
        <div key={one.id} className="toast" role="status">
          <span>{one.text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => setTold({ user, shown: [] })}>
            ×
          </button>
        </div>
      ))}
      <CommandLine id="teams-command" before="@crmsync" busy={busy} send={send} />
      {open === null ? null : (
        <Modal
          key={`${open.id} ${open.fields.map((one) => one.error ?? "").join("|")}`}
          view={open}
          busy={busy}
          submit={(values) => void run("submit", { view: open.id, values })}
          close={() => void run("close", { view: open.id })}
        >
          {open.card ? (
            <TeamsCard card={readable(open.card)} act={(deed) => doDeed(open.id, deed)} />
          ) : (
            <p className="plain-text">{open.text}</p>
          )}
        </Modal>
      )}
    </section>
  );
}

/** Words that Teams shows over what the person looks at; they stand nowhere. */
function isFleeting(shown: Answered["shown"][number], own: readonly string[]): boolean {
  return shown.private && shown.card === null && !own.includes(shown.id);
}
