import type { TeamsMessage } from "./calls.ts";
import { clock, File } from "./message.tsx";
import { TeamsCard } from "./teams-card.tsx";
import type { Deed } from "./teams-deed.ts";

/** A person's own chat with the bot, as the sandbox calls it. */
export const PERSONAL = "personal";

type Act = (message: string, deed: Deed) => void;

/** A post of a channel with its replies, or a message of a personal chat. */
export function TeamsPost({
  message,
  replies,
  act,
}: {
  message: TeamsMessage;
  replies: readonly TeamsMessage[];
  act: Act;
}) {
  return (
    <article
      className={`post ${only(message) ? "only-you" : ""}`}
      data-message-id={message.id}
      aria-label={`Post of ${clock(message.at)}`}
    >
      <Said message={message} act={act} />
      {replies.length > 0 ? (
        <div className="replies">
          {replies.map((reply) => (
            <article
              key={reply.id}
              className={`reply ${only(reply) ? "only-you" : ""}`}
              data-message-id={reply.id}
              aria-label={`Reply of ${clock(reply.at)}`}
            >
              <Said message={reply} act={act} />
            </article>
          ))}
        </div>
      ) : null}
    </article>
  );
}

function Said({ message, act }: { message: TeamsMessage; act: Act }) {
  const from = message.from ?? "crmsync";
  const own = from === "crmsync";
  return (
    <>
      <header>
        <span className={`avatar ${own ? "" : "person"}`} aria-hidden="true">
          {own ? "cs" : from.slice(0, 2)}
        </span>
        <b>{from}</b>
        <time dateTime={new Date(message.at).toISOString()}>{clock(message.at)}</time>
        {message.version > 1 ? <span className="edited">Edited ×{message.version - 1}</span> : null}
        {only(message) ? <span className="only">Only you can see this</span> : null}
      </header>
      <div className="body">
        {message.cards.length === 0 ? <p className="plain-text">{message.text}</p> : null}
        {message.cards.map((card, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the cards of a message have no other name
          <TeamsCard key={at} card={card} act={(deed) => act(message.id, deed)} />
        ))}
        {message.files.map((file) => (
          <File key={file.id} file={file} />
        ))}
      </div>
    </>
  );
}

function only(message: TeamsMessage): boolean {
  return message.private && message.channel !== PERSONAL;
}
