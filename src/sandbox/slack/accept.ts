import { type WebSocket, WebSocketServer } from "ws";
import type { Upgrade } from "../shell.ts";
import { greet, hear, takeTicket } from "./socket.ts";
import { type Link, newId, type State } from "./state.ts";

interface Accepting {
  readonly upgrade: Upgrade;
  /** Ends every socket at once. */
  close(): void;
}

/** Lets the bot in whose ticket is good, and no browser: a page of somebody else's carries its origin. */
export function acceptLinks(state: State): Accepting {
  const server = new WebSocketServer({ noServer: true });
  return {
    upgrade(request, socket, head) {
      if (request.headers.origin !== undefined || !takeTicket(state, request.url ?? "/")) {
        socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => join(state, opened));
    },
    close() {
      for (const opened of server.clients) opened.terminate();
      server.close();
    },
  };
}

function join(state: State, opened: WebSocket): void {
  const link: Link = {
    id: newId(state, "L"),
    leaving: false,
    send: (text) => opened.send(text),
    close: () => opened.close(),
  };
  opened.on("message", (said) => hear(state, String(said)));
  opened.on("close", () => state.links.delete(link));
  opened.on("error", () => opened.terminate());
  greet(state, link);
}
