import { z } from "zod";
import {
  type Located,
  mostAtOnce,
  type OurRecord,
  type Price,
  type RecordFilter,
  type Selection,
  type TheirRecord,
} from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { type Answered, type Ask, callerKey, replyWith, verb } from "./desk.ts";
import { begin, OFFER_MS } from "./resync-begin.ts";
import { heldLines } from "./resync-card.ts";
import { confirmMany, type ManyInput, noneFound, noneHold, whereProblem } from "./resync-many-card.ts";
import { namesIn } from "./slots.ts";
import { conditionText, readConditions } from "./where.ts";
import { counted, plural } from "./words.ts";

const connection = z.string().optional();
const ours = z.object({ object: z.string(), id: z.string(), connection });
const theirs = z.object({ object: z.string(), externalId: z.string(), connection: z.string() });
const condition = z.object({
  field: z.string(),
  type: z.custom<RecordFilter["type"]>((value) => value === null || typeof value === "string"),
  operator: z.enum(["is", "not", "gt", "gte", "lt", "lte", "contains", "empty"]),
  value: z.union([z.string(), z.number(), z.boolean()]),
});

/** The yes to a resync of records by name or by filter. */
export const resyncThese = verb({
  name: "resync-these",
  role: "operator",
  summary: "Begins a resync of records that were named.",
  usage: "",
  examples: [],
  slots: null,
  args: z.union([
    z.object({ records: z.number(), several: z.array(z.union([ours, theirs])) }),
    z.object({
      records: z.number(),
      filter: z.object({ object: z.string(), conditions: z.array(condition), connection }),
    }),
  ]),
  run: async ({ records, ...selection }, ask) => {
    const [first] = "several" in selection ? selection.several : [];
    const one = "filter" in selection ? selection.filter.connection : first?.connection;
    return begin({ selection, what: counted(records, "record"), connection: one, show: "replace" }, ask);
  },
});

export interface Narrowed {
  readonly object?: string | undefined;
  readonly connection?: string | undefined;
}

/** C13: records by their ids, e-mail or CRM addresses, as many as were pasted. */
export async function resyncSeveral(names: readonly string[], by: Narrowed, ask: Ask): Promise<Answered> {
  const asked = [...new Set(names)];
  const found = await ask.desk.engine.locate(asked, 3);
  const chosen = new Map<string, OurRecord | TheirRecord>();
  const missing: string[] = [];
  const unclear: string[] = [];
  for (const [at, name] of asked.entries()) {
    const own = (found[at] ?? []).filter((one) => by.object === undefined || one.object === by.object);
    const [first, second] = own;
    if (!first) missing.push(name);
    else if (second) unclear.push(name);
    else chosen.set(keyOf(first), wishOf(first, by.connection));
  }
  const several = [...chosen.values()];
  const [only] = several;
  const near = missing.flatMap(
    (name) => nearest(name, namesIn(["connection", "object", "reason"], ask.known)) ?? [],
  )[0];
  if (only === undefined) {
    return replyWith(ask, "caller", () => noneFound({ missing, unclear, near: near ?? null }), {
      exit: 1,
      data: { missing, unclear },
    });
  }
  if (several.length === 1 && missing.length + unclear.length === 0) {
    const selection = "id" in only ? { record: only } : { remote: only };
    return begin({ selection, what: `1 ${only.object}`, connection: by.connection, show: "caller" }, ask);
  }
  const objects = [...new Set(several.map((one) => one.object))];
  const what = objects.length === 1 ? plural(objects[0] ?? "record") : "records";
  const all = several.length;
  return offer({ records: all, several }, { what: `${what} that were named`, missing, unclear, all }, by, ask);
}

/** Records of ours that hold all conditions, as the HTTP interface would list them. */
export async function resyncWhere(where: readonly string[], by: Narrowed, ask: Ask): Promise<Answered> {
  const { object } = by;
  const { records } = ask.desk.engine;
  const wrong = (problem: string) => replyWith(ask, "caller", () => whereProblem(problem), { exit: 2 });
  if (object === undefined) return wrong(`Say of which object: ${ask.known.objects.map(plural).join(", ")}.`);
  const read = readConditions(where, records.types(object));
  if (!read.ok) return wrong(read.problem);
  if (read.conditions.length === 0) return wrong("It is not said what must hold.");
  const what = `${plural(object)} where ${read.conditions.map(conditionText).join(" and ")}`;
  const count = await records.count(object, read.conditions);
  if (count === 0) return { show: "caller", card: noneHold(what), data: { records: 0 } };
  const filter = { object, conditions: read.conditions, ...(by.connection ? { connection: by.connection } : {}) };
  return offer(
    { records: Math.min(count, mostAtOnce), filter },
    { what, missing: [], unclear: [], all: count },
    by,
    ask,
  );
}

type Wish = { readonly records: number } & Extract<Selection, { several: unknown } | { filter: unknown }>;

async function offer(
  wish: Wish,
  told: Pick<ManyInput, "what" | "missing" | "unclear" | "all">,
  by: Narrowed,
  ask: Ask,
): Promise<Answered> {
  const { engine, now } = ask.desk;
  const selection: Selection = "several" in wish ? { several: wish.several } : { filter: wish.filter };
  const price: Price = await engine.priceResync(selection);
  const held = heldLines(await engine.openIncidents(), by.connection, ask.names);
  const yes = { args: { ...wish }, owner: callerKey(ask.caller), until: now() + OFFER_MS };
  const input = { ...told, records: wish.records, price, held, names: ask.names, yes };
  return replyWith(ask, "caller", (buttons) => confirmMany(input, buttons), {
    data: { ...price, records: wish.records, missing: told.missing, unclear: told.unclear },
  });
}

function keyOf(one: Located): string {
  return "id" in one ? `${one.object} ${one.id}` : `${one.object} ${one.stranger.connection} ${one.stranger.subject}`;
}

function wishOf(one: Located, connection: string | undefined): OurRecord | TheirRecord {
  if (!("id" in one))
    return { object: one.object, connection: one.stranger.connection, externalId: one.stranger.subject };
  return { object: one.object, id: one.id, ...(connection === undefined ? {} : { connection }) };
}
