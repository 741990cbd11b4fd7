import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "../engine/index.ts";

const cookieName = "crmsync_sign_in";

/** A one-time link: sends the browser to the CRM's consent page, with a cookie that it must bring back. */
export async function openSignIn(engine: Engine, id: string, response: ServerResponse): Promise<void> {
  const opened = await engine.signIns.open(id);
  if (!opened)
    return page(
      response,
      410,
      "This link does not work any more",
      "It was used already or is older than ten minutes. Press Reconnect in chat again.",
    );
  response.writeHead(302, {
    location: opened.location,
    // Lax: the CRM sends the browser back from its own site.
    "set-cookie": `${cookieName}=${opened.cookie}; Path=/oauth/callback; HttpOnly; SameSite=Lax; Max-Age=600`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  response.end();
}

/** The CRM sends the browser back. Nothing is used yet: the person who pressed confirms in chat. */
export async function finishSignIn(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const query = new URL(request.url ?? "/", "http://localhost").searchParams;
  const finished = await engine.signIns.finish({
    state: query.get("state") ?? "",
    code: query.get("code"),
    error: query.get("error"),
    cookie: cookieOf(request),
  });
  if (!finished.ok) return page(response, 400, "You are not signed in", finished.detail);
  const { identity, status, connection } = finished.signIn;
  const who = identity
    ? `${identity.user} at ${identity.name} (${identity.sandbox ? "sandbox" : "production"}, id ${identity.id})`
    : "somebody at an unknown account";
  if (status === "wrong_org") {
    return page(
      response,
      200,
      "This is another account",
      `You signed in as ${who}, but ${connection} is synced with a different account. Nothing was changed. Go back to chat.`,
    );
  }
  page(
    response,
    200,
    "Almost done",
    `You signed in as ${who}. Go back to chat and confirm it there: until then nothing is used.`,
  );
}

function cookieOf(request: IncomingMessage): string | null {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === cookieName)?.[1] ?? null;
}

function page(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  const style = "body{font:18px/1.5 system-ui;margin:15vh auto;max-width:32em;padding:0 1em}h1{font-size:1.4em}";
  response.end(
    `<!doctype html><meta charset="utf-8"><title>crmsync</title><style>${style}</style><h1>${escaped(title)}</h1><p>${escaped(text)}</p>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
