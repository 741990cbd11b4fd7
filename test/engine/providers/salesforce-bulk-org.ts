import { type Cursor, NoAnswer, type Page, type Request, type Session } from "../../../engine/provider.ts";
import { BULK, type BulkRules } from "../../../engine/providers/salesforce/bulk.ts";
import { changes } from "../../../engine/providers/salesforce/changes.ts";
import { openClient } from "../../../engine/providers/salesforce/client.ts";
import { salesforce } from "../../../engine/providers/salesforce/index.ts";
import type { Fields } from "../../../engine/record.ts";
import { load } from "../../../src/sandbox/crm/load.ts";
import { desk, signIn, start } from "../../src/sandbox/salesforce-desk.ts";

const origin = "http://127.0.0.1:4001";

/** Bulk from ten records on, in parts of forty. */
const small: BulkRules = { from: 10, most: 40 };
export const never: BulkRules = { ...BULK, from: Number.POSITIVE_INFINITY };

/** A simulated org that the provider's own code reads over either way; each step is a new process with a stored cursor. */
export function org(given: { records?: "world" | "empty" } = {}) {
  const world = desk(given);
  const paths: string[] = [];
  let { token: accessToken } = world;
  const request: Request = async ({ method, url, headers, body }) => {
    const path = url.slice(origin.length);
    paths.push(`${method} ${path.replace(/^\/services\/data\/v\d+\.0/, "")}`);
    const answer = world.call(method, path, body ?? "", { ...headers });
    if (answer.drop === true) throw new NoAnswer(true, "ECONNRESET");
    return answer;
  };

  function session(fields: readonly string[], between: (request: Request) => Request): Session {
    const app = { clientId: "", clientSecret: "", redirectUri: "", loginUrl: origin, apiUrl: null };
    const token = { accessToken, refreshToken: null, expiresAt: null, instanceUrl: origin, scopes: [] };
    return { app, token, request: between(request), fields: { it: fields }, now: () => world.clock.now };
  }

  interface Asked {
    readonly type?: string;
    readonly fields?: readonly string[];
    readonly rules?: BulkRules;
    readonly between?: (request: Request) => Request;
  }

  function step(cursor: Cursor | null, asked: Asked = {}): Promise<Page> {
    const { type = "Contact", fields = ["LastName", "Email"], rules = small, between = (same) => same } = asked;
    const own = session(fields, between);
    const stored = cursor === null ? null : JSON.parse(JSON.stringify(cursor));
    return changes(openClient(own), own, "it", type, stored, rules);
  }

  /** The pages of a backfill from a cursor on, with the clock put on wherever there is something to wait for. */
  async function backfill(cursor: Cursor | null = null, asked: Asked = {}): Promise<readonly Page[]> {
    const pages: Page[] = [];
    let next = cursor;
    do {
      const page = await step(next, asked);
      world.clock.now += page.waitMs ?? 0;
      pages.push(page);
      next = page.cursor;
    } while (pages.at(-1)?.more === true && pages.length < 1_000);
    return pages;
  }

  return {
    ...world,
    paths,
    step,
    backfill,
    signInAgain: () => {
      accessToken = signIn(world.crm, "main").token;
    },
    fault: (fault: string, more: object = {}) => {
      const answer = world.control("POST", "/faults", { service: "salesforce", fault, ...more });
      if (answer?.status !== 201) throw new Error(answer?.body);
    },
    load: (type: string, rows: readonly Fields[], agoMs = 3_600_000) => {
      const account = world.crm.accounts.get("main");
      if (account === undefined) throw new Error("no main account");
      const at = start - agoMs;
      return load(
        world.crm,
        account,
        type,
        rows.map((fields, i) => ({ fields, createdAt: at, modifiedAt: at - (i % 7) * 1_000 })),
      );
    },
  };
}

export const people = (count: number): readonly Fields[] =>
  Array.from({ length: count }, (_, at) => ({ LastName: `L${at}`, Email: `l${at}@x.test` }));

/** All records of the pages by id, the last one that came. */
export function byId(pages: readonly Page[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pages.flatMap(({ records }) => records.map((record) => [record.externalId, record])));
}

export const ids = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap(({ records }) => records.map(({ externalId }) => externalId)).sort();

export const jobs = (paths: readonly string[]): readonly string[] => paths.filter((path) => path.includes("/jobs/"));

/** The CRM fields of one of our objects, and more. */
export const fieldsOf = (object: string, ...more: readonly string[]): readonly string[] => [
  ...Object.values(salesforce.fields[object] ?? {}),
  ...more,
];

/** Answers to a request whose path holds `part`, changed on their way. */
export const altered =
  (part: string, change: (body: string) => string) =>
  (request: Request): Request =>
  async (asked) => {
    const answer = await request(asked);
    return asked.url.includes(part) ? { ...answer, body: change(answer.body) } : answer;
  };
