import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Answered, ask, type Message, type Overview, post, type View } from "./calls.ts";
import { MessageRow } from "./message.tsx";
import { Modal } from "./modal.tsx";
import { usePolled } from "./polling.ts";

const PEOPLE = ["stranger", "viewer", "operator", "admin"];
const DIRECT = "directmessage";

/** The Slack channel as one person sees it. */
export function Chat({ overview, say }: { overview: Overview | null; say: (text: string | null) => void }) {
  const [user, setUser] = useState("operator");
  const [channel, setChannel] = useState("crm-sync");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
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
  const messages = value?.messages ?? [];
  const asked = useRef(false);
  const end = useScrolledDown(messages.length, asked);

  const act = (path: string, body: Record<string, unknown>): Promise<void> => {
    setBusy(true);
    return post<Answered>(`/slack/${path}`, { user, ...body })
      .then(
        (answer) => say(trouble(answer)),
        (cause: Error) => say(cause.message),
      )
      .finally(() => {
        setBusy(false);
        reload();
      });
  };
  const press = (message: string, action: string, picked?: string) =>
    void act("press", { message, action, ...(picked === undefined ? {} : { value: picked }) });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const typed = text.trim().replace(/^\/crmsync\b\s*/, "");
    setText("");
    asked.current = true;
    void act("command", { channel, text: typed });
  };
  const roots = messages.filter((one) => one.thread === null || !messages.some((root) => root.id === one.thread));
  return (
    <section className="chat" aria-label="Slack">
      <div className="chat-head">
        <nav className="channels">
          {[...(overview?.channels.slack ?? ["crm-sync"]), DIRECT].map((name) => (
            <button key={name} type="button" aria-pressed={channel === name} onClick={() => setChannel(name)}>
              {name === DIRECT ? "@crmsync" : `#${name}`}
            </button>
          ))}
        </nav>
        <fieldset className="who">
          <legend>You are:</legend>
          {PEOPLE.map((name) => (
            <button key={name} type="button" aria-pressed={user === name} onClick={() => setUser(name)}>
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="messages" ref={end}>
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
      <form className={`command ${busy ? "busy" : ""}`} onSubmit={send}>
        <label htmlFor="command">/crmsync</label>
        <input
          id="command"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="status, failures, record ada@…, resync, reconnect, help"
          autoComplete="off"
          spellCheck={false}
        />
        <button type="submit" className="primary">
          {busy ? "…" : "Send"}
        </button>
      </form>
      {value?.view ? (
        <Modal
          key={`${value.view.id} ${value.view.fields.map((one) => one.error ?? "").join("|")}`}
          view={value.view}
          busy={busy}
          press={press}
          submit={(values) => void act("submit", { view: value.view?.id, values })}
          close={() => void act("close", { view: value.view?.id })}
        />
      ) : null}
    </section>
  );
}

function trouble(answer: Answered): string | null {
  if (answer.ackStatus === 0) return "The daemon did not answer. Is it running?";
  if (answer.ackStatus >= 400) return `The daemon refused the request (HTTP ${answer.ackStatus}).`;
  return null;
}

/** Keeps the newest message in sight, unless the reader has scrolled up; whoever asked something wants its answer. */
function useScrolledDown(count: number, asked: RefObject<boolean>) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null || count === 0) return;
    const away = element.scrollHeight - element.scrollTop - element.clientHeight;
    const newest = element.lastElementChild;
    if (asked.current && newest instanceof HTMLElement) element.scrollTop = newest.offsetTop - element.offsetTop;
    else if (away < 600 || element.scrollTop === 0) element.scrollTop = element.scrollHeight;
    asked.current = false;
  }, [count, asked]);
  return box;
}
