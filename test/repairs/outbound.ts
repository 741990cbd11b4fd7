import type { Fields } from "../../engine/record.ts";
import type { CrmName } from "../fakes/bed.ts";
import { type Failure, type FailureId, failures } from "../fakes/make-fail.ts";
import { cannotItems } from "../features/cannot.ts";
import type { RepairBed } from "./bed.ts";
import type { Chat } from "./chats.ts";
import type { Step } from "./steps.ts";

/** The nine failures of a record on its way out. */
export const outboundIds = [
  "E32",
  "E33",
  "E34",
  "E35",
  "E36",
  "E37",
  "E38",
  "E39",
  "E40",
] as const satisfies readonly FailureId[];
export type OutboundId = (typeof outboundIds)[number];

export interface Broken {
  readonly failure: Failure;
  /** Our id of the record. */
  readonly record: string;
  /** Our id of an account that is well. */
  readonly other: string;
  /** What a person does at the CRM so that it goes; a second time does nothing. */
  mend(): void;
}

/** Null = this CRM cannot produce it: then the source that says so stands in `cannotItems`. */
export function failureOf(id: OutboundId, crm: CrmName): Failure | null {
  const all: Readonly<Partial<Record<CrmName, Failure>>> = failures[id];
  return all[crm] ?? null;
}

export function sourceOf(id: OutboundId, crm: CrmName): string {
  return cannotItems[crm]?.[id] ?? "no source";
}

/** A record that both sides know is changed so that the CRM refuses it. */
export async function breakOne(own: RepairBed, id: OutboundId, failure: Failure, chat: Chat): Promise<Broken> {
  const record = `${id}-${chat}`.toLowerCase();
  const [parent, other] = [`parent-${record}`, `other-${record}`];
  for (const account of [parent, other])
    await insert(own, "account", account, { name: account, domain: `${account}.test` });
  const identity: Fields =
    failure.object === "contact" ? { email: `${record}@x.test` } : { name: record, domain: `${record}.test` };
  await insert(own, failure.object, record, { ...failure.good, ...identity });
  const at = {
    id: await own.until("the record at the CRM", () => externalId(own, failure.object, record)),
    parent: await own.until("its account at the CRM", () => externalId(own, "account", parent)),
  };
  await own.until("the other account at the CRM", () => externalId(own, "account", other));
  // What one test leaves at the CRM must not mend the next.
  const named = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll("twin@x.test", `twin-${record}@x.test`)
        .replaceAll("Space Travel", `Space ${chat}`),
    );
  const ended = failure.make((method, path, body) => own.control(method, path, body == null ? null : named(body)), at);
  let mended = false;
  const mend = () => {
    if (!mended) ended?.();
    mended = true;
  };
  const bad: Fields = named(failure.bad);
  await change(own, failure.object, record, { ...bad, ...(bad.account_id === "$parent" && { account_id: parent }) });
  return { failure, record, other, mend };
}

/** What people do on the card, with the first step that a stale card would refuse. */
export function stepsOf(id: OutboundId, chat: Chat, { failure, record, other }: Broken): readonly Step[] {
  const better = String(failure.better?.[failure.ours ?? ""] ?? "");
  switch (id) {
    case "E32":
      return [{ press: /^Check again$/ }];
    case "E33":
      return [{ press: /^Fill in / }, { submit: [[/./, better]] }];
    case "E34":
      return [{ press: /^Pick a value/, option: better }];
    case "E35":
      return [{ press: /^Shorten/ }, { press: /^Mend it$/ }];
    case "E36":
      return [{ press: /^Correct / }, { submit: [[/./, better]] }];
    case "E38":
      return [{ press: /^Correct / }, { submit: [[/./, other]] }];
    case "E39":
      return failure.mayForce && chat === "slack"
        ? [{ press: /^Save anyway$/ }]
        : [{ press: /^Correct / }, { submit: [[/e-?mail/i, `better-${record}@x.test`]] }];
    case "E40":
      return [{ press: /^Try again$/ }];
    case "E37":
      return [];
  }
}

export async function externalId(own: RepairBed, object: string, id: string): Promise<string | undefined> {
  const rows = await own.sql<{ external_id: string }>(
    `select external_id from links where object = '${object}' and record_id = '${id}'`,
  );
  return rows[0]?.external_id;
}

export async function insert(own: RepairBed, object: string, id: string, fields: Fields): Promise<void> {
  const values = [id, ...Object.values(fields)].map(literal);
  await own.write(
    `insert into ${object}s (${["id", ...Object.keys(fields)].join(", ")}) values (${values.join(", ")})`,
  );
}

export async function change(own: RepairBed, object: string, id: string, fields: Fields): Promise<void> {
  const set = Object.entries(fields).map(([field, value]) => `${field} = ${literal(value)}`);
  await own.write(`update ${object}s set ${set.join(", ")} where id = '${id}'`);
}

function literal(value: unknown): string {
  return value === null || value === undefined ? "null" : `'${String(value).replaceAll("'", "''")}'`;
}
