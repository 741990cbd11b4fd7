import { useState } from "react";
import { Blocks } from "./blocks.tsx";
import type { Message } from "./calls.ts";

type Press = (message: string, action: string, picked?: string) => void;

/** A message with its thread. */
export function MessageRow({
  message,
  replies,
  press,
}: {
  message: Message;
  replies: readonly Message[];
  press: Press;
}) {
  return (
    <article className={`message ${message.private ? "private" : ""}`} data-message-id={message.id}>
      <div className="avatar" aria-hidden="true">
        cs
      </div>
      <div className="said">
        <header>
          <b>crmsync</b> <span className="app">APP</span>
          <time dateTime={new Date(message.at).toISOString()}>{clock(message.at)}</time>
          {message.version > 1 ? <span className="edited">edited ×{message.version - 1}</span> : null}
          {message.private && message.channel !== "directmessage" ? (
            <span className="only">only visible to you</span>
          ) : null}
        </header>
        {message.blocks.length > 0 ? (
          <Blocks blocks={message.blocks} press={(action, picked) => press(message.id, action, picked)} />
        ) : (
          <Blocks
            blocks={message.text === "" ? [] : [{ type: "section", text: { type: "mrkdwn", text: message.text } }]}
            press={() => undefined}
          />
        )}
        {message.files.map((file) => (
          <File key={file.id} file={file} />
        ))}
        {replies.length > 0 ? (
          <div className="thread">
            {replies.map((reply) => (
              <MessageRow key={reply.id} message={reply} replies={[]} press={press} />
            ))}
          </div>
        ) : null}
      </div>
    </article>
  );
}

export function File({ file }: { file: Message["files"][number] }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="file">
      <button type="button" className="small" onClick={() => setOpen(!open)}>
        {open ? "Hide" : "Show"} {file.title || file.name}
      </button>
      {open ? <pre>{file.content}</pre> : null}
    </div>
  );
}

export function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
