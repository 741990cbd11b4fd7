import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Bot } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { renderMessage as renderForSlack } from "../../bots/slack/render.ts";
import { renderMessage as renderForTeams } from "../../bots/teams/render.ts";
import { cardToText } from "../../bots/text.ts";
import type { HttpRequest, HttpResponse, Log } from "../../engine/index.ts";
import { createMetrics } from "../../src/metrics.ts";
import { createNotices } from "../../src/notices/deliver.ts";
import { bed, type CrmName, temporaryFile, until } from "../fakes/bed.ts";
import { openDesk } from "../fakes/desk.ts";
import { recordingBot } from "../fakes/recording-bot.ts";
import { type Artefact, inEveryForm } from "./canaries.ts";
import { grantTroubles, type Repeating, troubles } from "./repeating.ts";

const CRMS = ["salesforce", "hubspot"] as const;
const VERBS = [
  "status",
  "status salesforce",
  "failures",
  "failures hubspot",
  "record ada@x.test",
  "history ada@x.test",
  "runs",
  "limits",
  "digest",
  "diagnose salesforce",
  "diagnose hubspot",
  "doctor",
  "resync contacts",
  "reconnect salesforce",
];
/** Parameters of the token endpoints that are told apart by no CRM. */
const NAMES: Readonly<Record<string, string>> = {
  code: "OAuth code",
  code_verifier: "PKCE verifier",
  token: "revoked token",
};
const TOKEN_CALL = /\/oauth2?\/(?:v\d\/)?(?:token|revoke)/;

type Bed = Awaited<ReturnType<typeof bed>>;

interface Parts {
  readonly env: Readonly<Record<string, string>>;
  /** Takes a secret down under its name. */
  readonly note: (name: string, value: string | null | undefined) => void;
  readonly log: Log;
  /** Bots that may fail, beside the one that records. */
  readonly chats: readonly Bot[];
}

/** Both CRMs through a bad week: everything that anybody is shown of it, and what is left on the disk. */
export async function liveThrough({ env, note, log, chats }: Parts): Promise<readonly Artefact[]> {
  const artefacts: Artefact[] = [];
  const latest: Record<CrmName, Record<string, string>> = { salesforce: {}, hubspot: {}, pipedrive: {} };
  let trouble: Repeating | null = null;
  let grantTrouble: Repeating | null = null;
  let nextGrantTrouble: Repeating | null = null;
  let struck = 0;
  let ids = 0;
  const databaseUrl = temporaryFile();

  function between(crm: CrmName, asked: HttpRequest, answer: HttpResponse): HttpResponse {
    const isGrant = TOKEN_CALL.test(asked.url);
    const own = secretsIn(asked);
    for (const [name, value] of Object.entries(own)) note(NAMES[name] ?? `${crm} ${name}`, value);
    const now = isGrant ? grantTrouble : trouble;
    if (now !== null) {
      struck += 1;
      const known = isGrant && !own.refresh_token ? own : { ...latest[crm], ...own };
      return now(crm, asked, answer, Object.values(known).map(inEveryForm).join(" "));
    }
    if (isGrant && answer.status < 300 && answer.body.includes("access_token")) {
      const given = JSON.parse(answer.body) as Record<string, string>;
      latest[crm] = { client_secret: own.client_secret ?? "", access_token: given.access_token ?? "" };
      latest[crm].refresh_token = given.refresh_token ?? own.refresh_token ?? "";
      note(`${crm} access_token`, given.access_token);
      note(`${crm} refresh_token`, given.refresh_token);
      if (own.refresh_token) note("refreshed access token", given.access_token);
      grantTrouble = nextGrantTrouble;
    }
    return answer;
  }

  const own = await bed({
    databaseUrl,
    env,
    rotate: true,
    onLog: log,
    between,
    onSignIn: ({ location, back, cookie }) => {
      note("OAuth state", new URL(location).searchParams.get("state"));
      note("OAuth code", new URL(back).searchParams.get("code"));
      note("sign-in cookie", cookie);
    },
  });
  const told = inEveryForm(Object.values(env).join(" "));
  const fails = async (): Promise<never> => {
    throw new Error(`chat is lost: ${told}`);
  };
  const desk = openDesk(own, {
    channels: own.config.channels,
    examineChat: async () =>
      struck % 2 === 0 ? (await Promise.all(chats.map((chat) => chat.examine(["C0CRMSYNC1"])))).flat() : fails(),
    groupsOf: fails,
  });
  const recording = recordingBot(own.clock.wall);
  const notices = [recording.bot, ...chats].map((bot) =>
    createNotices({
      engine: own.engine,
      channels: own.config.channels,
      bots: [bot],
      clock: own.clock,
      newId: () => {
        ids += 1;
        return `notice-${ids}`;
      },
      publicUrl: "http://127.0.0.1:3000",
      log,
    }),
  );
  const metrics = createMetrics({ engine: own.engine, now: own.clock.wall, postsWaiting: () => 0 });

  async function look(when: string): Promise<void> {
    for (const verb of VERBS) {
      const { card, data } = await desk.say(verb, "admin");
      artefacts.push(...shown(`${when}: ${verb}`, card), {
        name: `${when}: ${verb} --json`,
        text: JSON.stringify(data ?? null),
      });
    }
    for (const each of notices) await until(own.clock, each.tick());
    artefacts.push({ name: `${when}: metrics`, text: await metrics.text() });
  }

  for (const crm of CRMS) await (await own.signIn(crm)).confirm();
  await work(own, 0);
  await look("before");

  for (const [at, [name, one]] of Object.entries(troubles).entries()) {
    trouble = one;
    await work(own, at + 1);
    await look(name);
    trouble = null;
    await rest(own, 3);
  }
  for (const [at, [name, one]] of Object.entries(grantTroubles).entries()) {
    for (const service of CRMS) own.fault(service, "expire-token");
    grantTrouble = one;
    await work(own, 100 + at);
    const tried = await Promise.all([own.signIn("salesforce").catch(String)]);
    artefacts.push({
      name: `${name} at sign-in`,
      text: JSON.stringify(tried.map((each) => (typeof each === "string" ? each : each.finished))),
    });
    await look(`token: ${name}`);
    grantTrouble = null;
    for (const crm of CRMS) await (await own.signIn(crm)).confirm();
    await rest(own, 3);
  }

  // A token that is not taken right after it was refreshed: the second refresh is refused with words about it.
  await own.clock.advance(3_600_000);
  trouble = troubles["401"];
  nextGrantTrouble = grantTroubles.invalid_grant;
  await work(own, 200);
  await look("refreshed in vain");
  [trouble, grantTrouble, nextGrantTrouble] = [null, null, null];
  for (const crm of CRMS) await (await own.signIn(crm)).confirm();

  grantTrouble = grantTroubles["500"];
  for (const crm of CRMS) await own.signIn(crm, "other");
  await look("another account");
  for (const crm of CRMS) await until(own.clock, own.engine.disconnect(crm, "slack:U1"));
  await look("disconnected");

  for (const { versions } of recording.messages)
    for (const { card } of versions) artefacts.push(...shown("a notice", card));
  for (const { level, message, fields } of desk.logged)
    log(level as "error", message, fields as Record<string, unknown>);
  artefacts.push(...stored(databaseUrl));
  await own.close();
  artefacts.push(...stored(databaseUrl).map(({ name, text }) => ({ name: `${name}, closed`, text })));
  return artefacts;
}

/** Something to send and something to fetch, and time for it. */
async function work(own: Bed, at: number): Promise<void> {
  own.create("salesforce", "Contact", { LastName: `From Salesforce ${at}`, Email: `s${at}@x.test` });
  own.create("hubspot", "contacts", { lastname: `From HubSpot ${at}`, email: `h${at}@x.test` });
  if (at === 0)
    await own.write(
      "insert into contacts (id, first_name, last_name, email) values ('c1', 'Ada', 'Lovelace', 'ada@x.test')",
    );
  else await own.write(`update contacts set title = 'Chief ${at}' where id = 'c1'`);
  await own.write(`insert into contacts (id, last_name, email) values ('n${at}', 'New ${at}', 'new${at}@x.test')`);
  await rest(own, 4);
}

async function rest(own: Bed, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await own.rest();
    await own.clock.advance(45_000);
  }
}

function secretsIn({ headers, body }: HttpRequest): Record<string, string> {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? "") ?? [];
  const form = new URLSearchParams(headers["content-type"]?.includes("form") ? (body ?? "") : "");
  const names = ["client_secret", "code", "code_verifier", "refresh_token", "access_token", "token"];
  const given = names.flatMap((name) => (form.get(name) ? [[name, form.get(name) ?? ""]] : []));
  return Object.fromEntries([...given, ...(bearer ? [["access_token", bearer]] : [])]);
}

/** A card as every reader meets it. */
function shown(name: string, card: Card): readonly Artefact[] {
  const [slack, teams] = [renderForSlack(card), renderForTeams(card)];
  const texts = {
    card: JSON.stringify(card),
    text: cardToText(card),
    slack: JSON.stringify(slack.payload),
    "slack's words": slack.plain,
    teams: JSON.stringify(teams.payload),
    "teams' words": teams.plain,
  };
  return Object.entries(texts).map(([way, text]) => ({ name: `${name} (${way})`, text }));
}

/** Every row of every table, and what can be read in the bytes of every file of the database, each part once. */
export function stored(path: string): readonly Artefact[] {
  const rows = new DatabaseSync(path, { readOnly: true });
  const tables = rows.prepare("select name from sqlite_master where type = 'table'").all();
  const read = tables.map(({ name }) => ({
    name: `table ${name}`,
    text: rows
      .prepare(`select * from "${name}"`)
      .all()
      .map((row) => Object.values(row).map(String).join("\n"))
      .join("\n"),
  }));
  rows.close();
  const files = readdirSync(dirname(path)).map((file) => {
    const readable = readFileSync(join(dirname(path), file), "latin1").match(/[\x20-\x7e]{12,}/g) ?? [];
    return { name: `file ${file}`, text: [...new Set(readable)].join("\n") };
  });
  return [...read, ...files];
}
