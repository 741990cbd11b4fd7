import type { Deeds } from "./histories-people.ts";
import { words } from "./histories-rules.ts";
import type { HistoryWorld } from "./histories-world.ts";

/** What these histories may meet: a filter, a mark, an open conflict, a delete that somebody made. */
const allowed: ReadonlySet<string> = new Set(["SKIP_EXCLUDED", "REC_CHANGED", "REC_DELETED", "REC_MERGED"]);

/** What is left over, stands without a cause, or does not close. */
export async function sumsWrong(world: HistoryWorld, deeds: Deeds): Promise<readonly string[]> {
  const owed = await world.own.sql<{ connection: string; object: string; record_id: string; state: string }>(
    "select connection, object, record_id, state from outbox where state in ('unsure', 'sending', 'pending')",
  );
  const left = owed.map((row) => `still owed to ${row.connection}: ${row.object} ${row.record_id} ${row.state}`);
  return [...left, ...(await causesWrong(world, deeds)), ...(await countsWrong(world)), ...(await rollUpsWrong(world))];
}

async function causesWrong({ own }: HistoryWorld, deeds: Deeds): Promise<readonly string[]> {
  const causes = await own.sql<Readonly<Record<"connection" | "direction" | "subject" | "reason", string>>>(
    "select connection, direction, subject, reason from outcomes",
  );
  const disturbed = new Set(deeds.people.filter((person) => person.disturbed).map((person) => person.key));
  const names = await own.sql<{ id: string; last_name: string }>("select id, last_name from contacts");
  const touched = new Set(names.filter((row) => disturbed.has(row.last_name)).map((row) => row.id));
  // A twin that a rule leaves out still holds its e-mail address in a CRM that wants it unique.
  const isMeant = ({ reason, subject }: (typeof causes)[number]) =>
    allowed.has(reason) || (reason === "DUP_UNIQUE" && touched.has(subject));
  return causes
    .filter((row) => !isMeant(row))
    .map(({ connection, direction, subject, reason }) => `${connection} ${direction} ${subject}: ${reason}`);
}

/** The engine's own sum explains each record of a CRM: by what the CRM holds, and by what the tables hold. */
async function countsWrong({ own, engine, rule, answered }: HistoryWorld): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { connection, object, sum } of await answered(engine().counts({}))) {
    const crm = connection === rule.crms[0] ? rule.crms[0] : rule.crms[1];
    const inCrm = own.list(crm, object === "account" ? words[crm].company : words[crm].type).total;
    const lines = sum.lines.filter(({ records }) => records > 0).map(({ term, records }) => `${term} ${records}`);
    const told = `${crm} has ${inCrm} of ${object}, told are ${sum.inCrm}: ${lines.join(", ")}`;
    const explained = sum.lines.reduce((total, { term, records }) => total + (term === "gone" ? 0 : records), 0);
    const isClosed = explained === inCrm && sum.lines.every(({ term, records }) => term !== "gone" || records === 0);
    if (!isClosed || sum.open !== 0 || lines.some((line) => line.startsWith("unseen"))) found.push(told);
    const [linked] = await own.sql<{ n: number }>(
      `select count(distinct record_id) as n from links l where connection = '${connection}' and object = '${object}'
         and deleted_in_crm = 0 and exists (select 1 from ${object}s r where r.id = l.record_id)`,
    );
    const ours = sum.lines.find(({ term }) => term === "ours")?.records;
    if (Number(linked?.n) !== ours) found.push(`${crm} is linked with ${linked?.n} of ${object}, told are ${ours}`);
  }
  return found;
}

interface LinkSeen {
  readonly connection: string;
  readonly state: string;
  readonly failed: unknown;
  readonly waits: unknown;
}

/** What is told of a record as a whole is what its links say, one by one. */
async function rollUpsWrong({ own, engine }: HistoryWorld): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { id } of await own.sql<{ id: string }>("select id from contacts")) {
    const links = await own.sql<LinkSeen>(
      `select l.connection, l.state,
         (select count(*) from outbox o where o.connection = l.connection and o.object = l.object
            and o.record_id = l.record_id and o.state = 'failed') as failed,
         (select count(*) from conflicts c where c.connection = l.connection and c.object = l.object
            and c.record_id = l.record_id) as waits
       from links l where l.object = 'contact' and l.record_id = '${id}'`,
    );
    const [view] = await engine().findRecords(id, 1);
    const refused = await own.sql<{ connection: string }>(
      `select connection from outbox where object = 'contact' and record_id = '${id}' and state = 'failed'`,
    );
    const unlinked = refused.filter((row) => !links.some((link) => link.connection === row.connection));
    const states = [...links.map(stateOf), ...unlinked.map(() => "failed")];
    const [first = "linked", ...others] = states;
    const alike = others.every((state) => state === first) ? first : "partly_synced";
    const meant = states.includes("conflict") ? "conflict" : alike;
    if (view?.state !== meant) found.push(`${id} is ${view?.state}, its links say ${states.join(", ")}`);
  }
  return found;
}

function stateOf({ state, failed, waits }: LinkSeen): string {
  if (Number(waits) > 0) return "conflict";
  return Number(failed) > 0 ? "failed" : state;
}
