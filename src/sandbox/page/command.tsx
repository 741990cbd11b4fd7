import { type FormEvent, useState } from "react";

/** Where a command is typed; `before` is what the chat wants in front of it. */
export function CommandLine({
  id,
  before,
  busy,
  send,
}: {
  id: string;
  before: string;
  busy: boolean;
  send: (text: string) => void;
}) {
  const [text, setText] = useState("");
  const go = (event: FormEvent) => {
    event.preventDefault();
    setText("");
    send(text.trim());
  };
  return (
    <form className={`command ${busy ? "busy" : ""}`} onSubmit={go}>
      <label htmlFor={id}>{before}</label>
      <input
        id={id}
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
  );
}
