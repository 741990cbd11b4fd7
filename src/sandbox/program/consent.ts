import { type Page, readPage } from "./html.ts";

interface ConsentRequest {
  readonly url: string;
  readonly account: string | null;
  readonly press: "allow" | "deny";
}

/** The last page that a person saw. */
interface Visited {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

export class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refused";
  }
}

const STEPS = 12;

/**
 * What a person does with a sign-in link: opens it with a fresh browser (cookies kept, redirects followed, never off
 * the given origins), picks the account and presses. Throws Refused when a link leads elsewhere.
 */
export async function visit(asked: ConsentRequest, origins: readonly string[]): Promise<Visited> {
  const cookies = new Map<string, Map<string, string>>();
  const first = await follow({ url: asked.url, method: "GET", body: "" }, origins, cookies);
  const page = readPage(first.text);
  const form = page.forms.find((one) => one.buttons.some((button) => button.name === "press"));
  if (form === undefined) return seen(first, page);
  const values = new URLSearchParams(Object.fromEntries(form.values.filter(([name]) => name !== "press")));
  if (asked.account !== null) {
    const offered = form.choices.account ?? [];
    if (!offered.includes(asked.account))
      throw new Refused(
        `unknown account ${JSON.stringify(asked.account)}; the page offers: ${offered.join(", ") || "none"}`,
      );
    values.set("account", asked.account);
  }
  values.set("press", asked.press);
  const target = new URL(form.action, first.url).href;
  const last = await follow({ url: target, method: "POST", body: values.toString() }, origins, cookies);
  return seen(last, readPage(last.text));
}

function seen(answer: Fetched, page: Page): Visited {
  return { status: answer.status, url: answer.url, text: page.text };
}

interface Fetched {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

interface Step {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly body: string;
}

async function follow(
  start: Step,
  origins: readonly string[],
  cookies: Map<string, Map<string, string>>,
): Promise<Fetched> {
  let step = start;
  for (let count = 0; count < STEPS; count += 1) {
    const { origin } = allowed(step.url, origins);
    const jar = cookies.get(origin) ?? new Map<string, string>();
    cookies.set(origin, jar);
    const answer = await send(step, jar);
    for (const line of answer.headers.getSetCookie()) keep(jar, line);
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status > 399 || location === null)
      return { status: answer.status, url: step.url, text: await answer.text() };
    await answer.body?.cancel();
    const url = new URL(location, step.url).href;
    const repeat = (answer.status === 307 || answer.status === 308) && step.method === "POST";
    step = repeat ? { ...step, url } : { url, method: "GET", body: "" };
  }
  throw new Refused(`more than ${STEPS} redirects`);
}

async function send(step: Step, jar: ReadonlyMap<string, string>): Promise<Response> {
  const headers: Record<string, string> = { accept: "text/html", "user-agent": "crmsync-sandbox-browser" };
  if (jar.size > 0) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  if (step.method === "POST") headers["content-type"] = "application/x-www-form-urlencoded";
  const body = step.method === "POST" ? step.body : null;
  try {
    const signal = AbortSignal.timeout(30_000);
    return await fetch(step.url, { method: step.method, headers, body, redirect: "manual", signal });
  } catch (cause) {
    throw new Refused(`nobody answers at ${new URL(step.url).origin}: ${cause instanceof Error ? cause.message : "?"}`);
  }
}

function allowed(url: string, origins: readonly string[]): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) throw new Refused(`not an address: ${JSON.stringify(url)}`);
  const same = (origin: string) => plain(new URL(origin)) === plain(parsed);
  // Another daemon that joined the sandbox is on this machine too.
  const nearby = parsed.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(parsed.hostname);
  if (!nearby && !origins.some(same))
    throw new Refused(`${parsed.origin} is neither the sandbox nor the daemon; known: ${origins.join(", ")}`);
  return parsed;
}

function plain(url: URL): string {
  return url.origin.replace("//localhost", "//127.0.0.1");
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const at = pair.indexOf("=");
  if (at <= 0) return;
  const gone = attributes.some((one) => /^\s*max-age=(0|-)/i.test(one));
  if (gone) jar.delete(pair.slice(0, at).trim());
  else jar.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
}
